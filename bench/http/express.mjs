// node express.mjs <port>

import express from "express";
import { quote } from "./quote.mjs";

const app = express();
app.disable("x-powered-by");
app.use(express.json());
app.get("/healthz", (_, response) => response.json({ status: "alive" }));
app.get("/api/v1/quotes/:id", async (request, response) => {
  const found = await quote(request.params.id);
  if (found) response.json(found);
  else response.status(404).json({ code: "not_found" });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
