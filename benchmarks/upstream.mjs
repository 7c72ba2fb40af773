// A stand-in for Supabase that responds to an insert with the row it was sent, so that only the
// service's own work is measured.
//
//   node upstream.mjs [delay in ms [key file, certificate file]]
//
// With a certificate it speaks TLS, and HTTP/2 to clients that offer it, like Supabase. It prints
// its port. It stores only the last hundred rows whose id was made from an idempotency key, and
// rejects a second row with the same key.
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";

const [delay = "0", keyFile, certificateFile] = process.argv.slice(2);
const delayMs = Number(delay);

const MAX_STORED = 100;
const stored = new Map();

/** Status and body for an insert; 400 for a truncated body, which failing clients send. */
function insert(body, single) {
  let row;
  try {
    row = JSON.parse(body);
  } catch {
    return [400, { code: "PGRST102", message: "Not JSON" }];
  }
  row.created_at = "2026-01-01T00:00:00.123456+00:00";
  row.id ??= "8a1b90a1-7e79-4968-a620-dcfaa23da90e";
  if (row.id[14] === "8") {
    // The first 18 characters are unique per key, as in the index of the migration.
    const key = row.id.slice(0, 18);
    if (stored.has(key)) return [409, { code: "23505", message: "duplicate key" }];
    stored.set(key, row);
    if (stored.size > MAX_STORED) stored.delete(stored.keys().next().value);
  }
  return [201, single ? row : [row]];
}

/** Status and rows for the select of a conflicting row: `id=gte.<lowest>&id=lte.<highest>`. */
function select(url) {
  const row = stored.get(url.match(/id=gte\.([^&]{18})/)?.[1]);
  return [200, row ? [row] : []];
}

function respond(request, response) {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    // With `.single()` supabase-js requests the row itself instead of a list.
    const single = request.headers.accept === "application/vnd.pgrst.object+json";
    const [status, content] =
      request.method === "GET" ? select(request.url) : insert(Buffer.concat(chunks), single);
    const body = JSON.stringify(content);
    const send = () => {
      response.writeHead(status, {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (delayMs) setTimeout(send, delayMs);
    else send();
  });
}

const server = keyFile
  ? http2.createSecureServer(
      {
        key: readFileSync(keyFile),
        cert: readFileSync(certificateFile),
        allowHTTP1: true,
        // Announced explicitly, as real gateways do: without it httpx sends one request at a time.
        settings: { maxConcurrentStreams: 128 },
      },
      respond,
    )
  : http.createServer(respond);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
