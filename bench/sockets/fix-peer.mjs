// The peer of a position's way: Node's Socket.IO server with Redis, as it is usually built. A position
// comes by HTTP, goes into Redis with GEOADD and a hash, and is told in the booking's room.
//
// node fix-peer.mjs <port> <socket of Redis>

import { createServer } from "node:http";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, socket] = process.argv.slice(2);
const redis = await createClient({ socket: { path: socket } }).connect();
const http = createServer(async (request, response) => {
  if (request.method !== "POST") return response.end("ok");
  let text = "";
  for await (const part of request) text += part;
  const { lat, lng, accuracy, recordedAt, bookingId, providerId } = JSON.parse(text);
  await redis.multi()
    .geoAdd("providers", { longitude: lng, latitude: lat, member: providerId })
    .hSet(`provider:${providerId}`, { at: recordedAt, accuracy: String(accuracy) })
    .exec();
  const room = `booking:${bookingId}`;
  const data = {
    bookingId, providerId, place: { lat, lng }, accuracyM: accuracy, headingDeg: null, speedMps: null,
    at: recordedAt, sight: "live", arrival: null,
  };
  io.to(room).emit("location.updated", { room, data });
  response.setHeader("content-type", "application/json");
  response.end('{"kept":"live"}');
});
const io = new Server(http, { pingInterval: 15_000, pingTimeout: 20_000, serveClient: false });
io.use((socket, next) => (socket.handshake.auth.token ? next() : next(new Error("unauthenticated"))));
io.on("connection", (socket) => {
  socket.on("join", ({ room }, answer) => { socket.join(room); answer({ ok: true, room, seq: 0 }); });
});
http.listen(Number(port), "127.0.0.1");
