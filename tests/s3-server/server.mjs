// A server speaking S3 for tests: node server.mjs PORT DIRECTORY. It has one bucket, `kith`, opened by the key and secret S3RVER.
import S3rver from "s3rver";

const [port, directory] = process.argv.slice(2);
const server = new S3rver({ address: "127.0.0.1", port: Number(port), silent: true, directory, configureBuckets: [{ name: "kith" }] });
await server.run();
console.log("ready");
