"""Lines that the test puts into the log pipe of a running worker, as the worker itself would."""
import os

from processes import proc_file

LINE_BYTES = 200


def line(number):
    """One line as log.h renders it, with its lead; each of LINE_BYTES bytes."""
    head = f"<6>2024-01-01T12:00:00.123Z info sheets-worker numéro {number:06} "
    tail = " event=test.line\n"
    return (head + "x" * (LINE_BYTES - len((head + tail).encode())) + tail).encode()


def put(pid, count, first=0):
    """As fast as the pipe takes them; each whole."""
    with open(proc_file(pid, "fd/1"), "wb", buffering=0) as pipe:
        for number in range(first, first + count):
            pipe.write(line(number))


def fill(pid):
    """Until the pipe is full; returns how many lines it took."""
    fd = os.open(proc_file(pid, "fd/1"), os.O_WRONLY | os.O_NONBLOCK)
    count = 0
    try:
        while True:
            os.write(fd, line(count))
            count += 1
    except BlockingIOError:
        return count
    finally:
        os.close(fd)
