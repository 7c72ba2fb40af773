// Stands where Supabase stands and answers an insert at once, with the row it was sent, so
// that a measurement holds nothing but the service's own work. It keeps nothing. With a key
// and a certificate as arguments it speaks TLS, HTTP/2 to those who ask for it, as Supabase.
import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";

const [keyFile, certificateFile] = process.argv.slice(2);

function answer(request, response) {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const row = JSON.parse(Buffer.concat(chunks));
    row.created_at = "2026-01-01T00:00:00.123456+00:00";
    row.id ??= "8a1b90a1-7e79-4968-a620-dcfaa23da90e";
    const body = JSON.stringify([row]);
    response.writeHead(201, {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
    });
    response.end(body);
  });
}

const server = keyFile
  ? http2.createSecureServer(
      { key: readFileSync(keyFile), cert: readFileSync(certificateFile), allowHTTP1: true },
      answer,
    )
  : http.createServer(answer);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
