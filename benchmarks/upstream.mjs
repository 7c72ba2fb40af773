// Takes the place of Supabase and answers an insert with the row that it was sent, so that a
// measurement contains only the service's own work. It stores the last hundred rows whose id was
// made from an idempotency key, and refuses such an id a second time. It answers at once, or after
// as many milliseconds as its first argument says. With a key and a certificate as further
// arguments it speaks TLS, and HTTP/2 with clients that ask for it, as Supabase does.
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";

const [delay = "0", keyFile, certificateFile] = process.argv.slice(2);
const wait = Number(delay);

const KEPT = 100;
const kept = new Map();

/** Status and body for an insert; 400 for an incomplete body, as broken connections leave it. */
function insert(sent, single) {
  let row;
  try {
    row = JSON.parse(sent);
  } catch {
    return [400, { code: "PGRST102", message: "Not JSON" }];
  }
  row.created_at = "2026-01-01T00:00:00.123456+00:00";
  row.id ??= "8a1b90a1-7e79-4968-a620-dcfaa23da90e";
  if (row.id[14] === "8") {
    // The first 18 characters identify the key, as in the unique index.
    const key = row.id.slice(0, 18);
    if (kept.has(key)) return [409, { code: "23505", message: "duplicate key" }];
    kept.set(key, row);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return [201, single ? row : [row]];
}

/** Status and rows for the select after a conflict: `id=gte.<lowest>&id=lte.<highest>`. */
function select(url) {
  const row = kept.get(url.match(/id=gte\.([^&]{18})/)?.[1]);
  return [200, row ? [row] : []];
}

function answer(request, response) {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    // supabase-js asks for the row itself with `.single()`.
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
    if (wait) setTimeout(send, wait);
    else send();
  });
}

const server = keyFile
  ? http2.createSecureServer(
      {
        key: readFileSync(keyFile),
        cert: readFileSync(certificateFile),
        allowHTTP1: true,
        // Real gateways announce their limit. Without one httpx sends one request at a time.
        settings: { maxConcurrentStreams: 128 },
      },
      answer,
    )
  : http.createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
