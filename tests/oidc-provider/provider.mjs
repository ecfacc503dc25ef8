// An OpenID provider for tests: node provider.mjs PORT REDIRECT_URI...
// Whoever writes an address is signed in as that: `ann+sales+north@corp.example` is in the groups sales and north; `unverified…` has an address that nobody checked.
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

const [port, ...redirects] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const key = async (alg) => ({ ...(await exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey)), alg, use: "sig", kid: alg });
const client = (id, alg) => ({ client_id: id, client_secret: "a secret of the client", redirect_uris: redirects, response_types: ["code"], grant_types: ["authorization_code"], id_token_signed_response_alg: alg });

const claimsOf = (login) => ({
  sub: login,
  email: login,
  email_verified: !login.startsWith("unverified"),
  name: login.split(/[+@]/)[0],
  groups: login.split("@")[0].split("+").slice(1),
});

const provider = new Provider(issuer, {
  clients: [client("kith", "RS256"), client("kith-ps", "PS256"), client("kith-es", "ES256")],
  jwks: { keys: await Promise.all(["RS256", "PS256", "ES256"].map(key)) },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256"] },
  scopes: ["openid", "email", "profile", "groups"],
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  cookies: { keys: ["a key of the cookies"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, login) => ({ accountId: login, claims: () => claimsOf(login) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

const body = async (request) => {
  let text = "";
  for await (const part of request) text += part;
  return new URLSearchParams(text);
};

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const { uid, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === "GET") {
    ctx.type = "html";
    ctx.body = `<!doctype html><html lang="en"><title>Test provider</title><form method="post" action="/interaction/${uid}"><label>Address <input name="login"></label><button>Continue</button><button name="abort" value="yes">Cancel</button></form></html>`;
    return;
  }
  const form = await body(ctx.req);
  if (form.has("abort")) return provider.interactionFinished(ctx.req, ctx.res, { error: "access_denied" });
  const accountId = form.get("login");
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId, amr: form.has("mfa") ? ["pwd", "otp", "mfa"] : ["pwd"] }, consent: { grantId: await grant.save() } });
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
