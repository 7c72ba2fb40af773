// Sends one request repeatedly over a number of keep-alive connections for a number of seconds, and
// prints the totals as JSON. It uses plain sockets, because an HTTP client would use as much CPU
// as the service that is measured.
import { readFileSync } from "node:fs";
import net from "node:net";

const { port, method, path, headers = {}, body, clients, seconds } = JSON.parse(process.argv[2]);

const content = body ? readFileSync(body) : Buffer.alloc(0);
const ofContent = { "Content-Type": "application/json", "Content-Length": content.length };
const head = Object.entries({
  Host: "localhost",
  ...(body ? ofContent : {}),
  ...headers,
}).map(([name, value]) => `${name}: ${value}\r\n`);
const request = Buffer.concat([
  Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join("")}\r\n`),
  content,
]);

const latencies = [];
const outcomes = {};
const began = performance.now();
const ends = began + seconds * 1000;

function count(outcome) {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

/** One client: it sends its next request after each complete response, until time is up. */
function client() {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let sent = 0;
    let missing = -1; // Bytes of the response body to come; -1 until its head is complete.
    let headText = "";
    let status = "";

    function send() {
      if (performance.now() >= ends) return socket.end();
      sent = performance.now();
      missing = -1;
      headText = "";
      socket.write(request);
    }

    function readHead(chunk) {
      headText += chunk.toString("latin1");
      const end = headText.indexOf("\r\n\r\n");
      if (end < 0) return;
      status = headText.slice(9, 12);
      const length = /\r\ncontent-length: *(\d+)/i.exec(headText);
      if (!length) return socket.destroy(new Error("no Content-Length"));
      missing = Number(length[1]) - (headText.length - end - 4);
    }

    socket.setNoDelay(true);
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      if (missing < 0) readHead(chunk);
      else missing -= chunk.length;
      if (missing !== 0) return;
      latencies.push(performance.now() - sent);
      count(status);
      send();
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error("no response for 10 s")));
    socket.on("error", (error) => count(error.message));
    socket.on("close", () => {
      if (missing !== 0) count("connection lost");
      resolve();
    });
  });
}

await Promise.all(Array.from({ length: clients }, client));

latencies.sort((one, other) => one - other);
const quantile = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))];
console.log(
  JSON.stringify({
    requests: latencies.length,
    seconds: (performance.now() - began) / 1000,
    p50: quantile(0.5),
    p99: quantile(0.99),
    outcomes,
  }),
);
