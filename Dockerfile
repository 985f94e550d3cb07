# Vigie in a container: one stage compiles, the other holds the five programs and the libraries that they need.
#   docker build -t vigie . && docker run --rm -p 10000:10000 vigie run --demo

FROM debian:12-slim AS build
WORKDIR /src
COPY packages.txt ./
COPY scripts/install-packages scripts/
RUN scripts/install-packages build
COPY . .
# Render hands its variables to the build as arguments; the commit shows up on /version.
ARG RENDER_GIT_COMMIT=
RUN make -j2 && make install PREFIX=/usr DESTDIR=/out

FROM debian:12-slim
COPY packages.txt /tmp/vigie/
COPY scripts/install-packages /tmp/vigie/scripts/
RUN /tmp/vigie/scripts/install-packages run && rm -rf /tmp/vigie /var/lib/apt/lists/*
COPY --from=build /out /
RUN useradd --system --user-group --no-create-home --home-dir /var/lib/vigie vigie \
    && install -d -o vigie -g vigie -m 700 /var/lib/vigie /var/lib/vigie/state /var/lib/vigie/logs
# Relative settings (STATE_DIR=state, LOG_DIR=logs) mean folders in here.
WORKDIR /var/lib/vigie
USER vigie
ENV LANG=C.UTF-8
EXPOSE 10000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/usr/lib/vigie/supervisor", "healthcheck"]
# PID 1: the supervisor reaps strangers and stops everything on SIGTERM.
ENTRYPOINT ["/usr/lib/vigie/supervisor"]
CMD ["run"]
