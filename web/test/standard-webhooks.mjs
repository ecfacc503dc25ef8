// Verifies deliveries with the library of Standard Webhooks: reads {secret, deliveries: [{headers, body}]} and prints how many hold.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, deliveries } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const webhook = new Webhook(secret);
const holds = ({ headers, body }) => {
  try {
    webhook.verify(body, headers);
    return true;
  } catch {
    return false;
  }
};
process.stdout.write(String(deliveries.filter(holds).length));
