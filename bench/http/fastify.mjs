// node fastify.mjs <port>

import Fastify from "fastify";
import { quote } from "./quote.mjs";

const app = Fastify();
app.get("/healthz", async () => ({ status: "alive" }));
app.get("/api/v1/quotes/:id", async (request, reply) =>
  (await quote(request.params.id)) ?? reply.code(404).send({ code: "not_found" }));
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
