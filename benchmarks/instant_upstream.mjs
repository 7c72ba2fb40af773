// Stands where Supabase stands and answers an insert with the row it was sent, so that a
// measurement holds nothing but the service's own work. It keeps nothing. It answers at once,
// or after so many milliseconds as its first argument says. With a key and a certificate as
// further arguments it speaks TLS, HTTP/2 to those who ask for it, as Supabase.
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";

const [delay = "0", keyFile, certificateFile] = process.argv.slice(2);
const wait = Number(delay);

/** The row as it would be stored; null for half of one, which broken clients send. */
function parse(sent) {
  try {
    const row = JSON.parse(sent);
    row.created_at = "2026-01-01T00:00:00.123456+00:00";
    row.id ??= "8a1b90a1-7e79-4968-a620-dcfaa23da90e";
    return row;
  } catch {
    return null;
  }
}

function answer(request, response) {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const row = parse(Buffer.concat(chunks));
    // supabase-js asks for the row itself with `.single()`.
    const single = request.headers.accept === "application/vnd.pgrst.object+json";
    const body = JSON.stringify(row === null || single ? row : [row]);
    const send = () => {
      response.writeHead(row === null ? 400 : 201, {
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
        // Said aloud, as real gateways do: httpx takes silence for "one at a time".
        settings: { maxConcurrentStreams: 128 },
      },
      answer,
    )
  : http.createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
