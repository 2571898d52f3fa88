// The peer: the official Socket.IO server for Node, set up as its documentation has it, with a token
// that is looked at, rooms that are joined with an answer, and the same events to tell.
//
// node peer.mjs <port> <file with an event's body>; POST /tell?count=10 tells.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Server } from "socket.io";

const [port, file] = process.argv.slice(2);
const { event, body } = JSON.parse(readFileSync(file, "utf8"));
let seq = 0;
const http = createServer((request, response) => {
  const asked = new URL(request.url, "http://localhost");
  if (asked.pathname === "/tell") {
    for (let n = Number(asked.searchParams.get("count")); n > 0; n -= 1) {
      seq += 1;
      io.to(body.room).emit(event, { ...body, seq });
    }
  }
  response.end("ok");
});
const io = new Server(http, { pingInterval: 15_000, pingTimeout: 20_000, serveClient: false });
io.use((socket, next) => (socket.handshake.auth.token ? next() : next(new Error("unauthenticated"))));
io.on("connection", (socket) => {
  socket.on("join", ({ room }, answer) => { socket.join(room); answer({ ok: true, room, seq }); });
});
http.listen(Number(port), "127.0.0.1");
