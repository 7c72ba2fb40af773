// A stand-in for Supabase, so that only the services' own work is measured. It responds to an insert
// with the row it was sent, and to all reads with the first row of all.
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
const TOTAL = 200; // interviews of the person who reads
let first; // the first row that was inserted

/** Status and content for an insert; with `.single()` the row itself instead of a list. 400 for a truncated body, which failing clients send. */
function insert(body, single) {
  let row;
  try {
    row = JSON.parse(body);
  } catch {
    return [400, { code: "PGRST102", message: "Not JSON" }];
  }
  row.created_at = "2026-01-01T00:00:00.123456+00:00";
  row.id ??= "8a1b90a1-7e79-4968-a620-dcfaa23da90e";
  first ??= { user_id: null, ...row };
  if (row.id[14] === "8") {
    // The first 18 characters are unique per key, as in the index of the migration.
    const key = row.id.slice(0, 18);
    if (stored.has(key)) return [409, { code: "23505", message: "duplicate key" }];
    stored.set(key, row);
    if (stored.size > MAX_STORED) stored.delete(stored.keys().next().value);
  }
  return [201, single ? row : [row]];
}

/** The rows of a select: those of an idempotency key (`id=gte.<lowest>&id=lte.<highest>`), else as
 * many of the first one as it asks for. */
function select(url) {
  const key = url.match(/id=gte\.([^&]{18})/)?.[1];
  if (key) return stored.has(key) ? [stored.get(key)] : [];
  return Array(Number(url.match(/limit=(\d+)/)?.[1] ?? 1)).fill(first);
}

/** A page of our SQL function, with the position of each row. */
function page({ page_size }) {
  const { conversation, ...summary } = first;
  const row = { ...summary, position: ["2026-01-01T00:00:00+00:00", "0"] };
  return { total: TOTAL, interviews: Array(page_size).fill(row) };
}

const group = { total_interviews: TOTAL, average_overall_score: 7.25 };
const STATS = {
  ...group,
  total_questions: 10 * TOTAL,
  average_communication_score: 8.5,
  average_technical_score: 6.75,
  best_overall_score: 9,
  latest_overall_score: 8,
  first_completed_at: "2025-01-01T00:00:00+00:00",
  last_completed_at: "2026-01-01T00:00:00+00:00",
  by_interview_type: ["Behavioral", "Technical"].map((interview_type) => ({
    interview_type,
    ...group,
  })),
  by_experience_level: [{ experience_level: "Senior", ...group }],
  competencies: [{ name: "clarity", average: 7.5, n: 20 }],
};

/** Status and content of the response to a request. */
function answer(request, body) {
  const single = request.headers.accept === "application/vnd.pgrst.object+json";
  if (request.method === "GET") {
    const rows = select(request.url);
    return [200, single ? rows[0] : rows];
  }
  if (request.url.includes("/rpc/list_interviews")) return [200, page(JSON.parse(body))];
  if (request.url.includes("/rpc/")) return [200, STATS];
  return insert(body, single);
}

function respond(request, response) {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const [status, content] = answer(request, Buffer.concat(chunks));
    const body = JSON.stringify(content);
    const send = () => {
      response.writeHead(status, {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": Buffer.byteLength(body),
        ...(status === 200 ? { "Content-Range": `0-19/${TOTAL}` } : {}),
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
