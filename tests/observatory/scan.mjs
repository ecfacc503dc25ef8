// Puts TLS in front of a Kith, as it stands on the web, and has the MDN HTTP Observatory look at it.
// node scan.mjs KITH CERTIFICATE KEY PATH...: prints one line of JSON for each path; NODE_EXTRA_CA_CERTS names the certificate.
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp, request } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [kith, certificate, key, ...paths] = process.argv.slice(2);
const main = createRequire(import.meta.url).resolve("@mdn/mdn-http-observatory");
// The list of sites that browsers know is fetched when the package is installed; none of them is here.
const preloaded = join(dirname(main), "..", "conf", "hsts-preload.json");
if (!existsSync(preloaded)) writeFileSync(preloaded, "{}");
const { scan } = await import(pathToFileURL(join(dirname(main), "scanner", "index.js")));

const handshake = 22;
const secure = createHttps({ cert: readFileSync(certificate), key: readFileSync(key) }, (asked, answer) => {
  const passed = request(new URL(asked.url, kith), { method: asked.method, headers: asked.headers }, (given) => {
    answer.writeHead(given.statusCode, given.headers);
    given.pipe(answer);
  });
  asked.pipe(passed);
});
const plain = createHttp((asked, answer) => answer.writeHead(301, { location: `https://${asked.headers.host}${asked.url}` }).end());
// The scanner asks one port for both.
const door = createServer((socket) =>
  socket.once("data", (first) => {
    socket.pause();
    socket.unshift(first);
    (first[0] === handshake ? secure : plain).emit("connection", socket);
    process.nextTick(() => socket.resume());
  }),
);
door.listen(0, "127.0.0.1");
await once(door, "listening");
for (const path of paths) {
  const { scan: found, tests } = await scan(`localhost:${door.address().port}${path}`);
  const results = Object.entries(tests).map(([name, { pass, result, scoreModifier }]) => ({ name, pass, result, modifier: scoreModifier }));
  console.log(JSON.stringify({ path, status: found.statusCode, grade: found.grade, score: found.score, results }));
}
process.exit(0);
