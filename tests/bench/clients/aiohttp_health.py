"""A peer of health-server: the same bytes from aiohttp, as its documentation shows a handler. Prints its port."""
import asyncio
import sys
from pathlib import Path

from aiohttp import web


async def serve(body):
    async def health(_request):
        return web.Response(body=body, content_type="application/json")
    app = web.Application()
    app.router.add_get("/health", health)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve(Path(sys.argv[1]).read_bytes()))
