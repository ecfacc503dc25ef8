// Walks through a SCIM service as a directory does: node client.mjs ADDRESS TOKEN DOMAIN
// Every message is read by scimmy; what filters find is held to scim2-parse-filter, and what patches leave to scim-patch.
import assert from "node:assert/strict";
import { filter as matcher, parse } from "scim2-parse-filter";
import patches from "scim-patch";
import SCIMMY from "scimmy";

const { scimPatch, patchBodyValidation } = patches;
const [address, token, domain] = process.argv.slice(2);
const schema = { user: "urn:ietf:params:scim:schemas:core:2.0:User", group: "urn:ietf:params:scim:schemas:core:2.0:Group", patch: "urn:ietf:params:scim:api:messages:2.0:PatchOp" };

async function call(method, path, body, headers = {}) {
  const response = await fetch(`${address}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/scim+json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (text !== "") assert.match(response.headers.get("content-type"), /^application\/scim\+json/, `${method} ${path}: ${text}`);
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), etag: response.headers.get("etag"), location: response.headers.get("location") };
}

async function expect(status, method, path, body, headers) {
  const answer = await call(method, path, body, headers);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  if (status >= 400) {
    const error = new SCIMMY.Messages.ErrorResponse({ status: answer.body.status, scimType: answer.body.scimType, detail: answer.body.detail });
    assert.equal(Number(error.status), status);
  } else if (answer.body?.schemas?.[0] === schema.user) new SCIMMY.Schemas.User(answer.body, "out");
  else if (answer.body?.schemas?.[0] === schema.group) new SCIMMY.Schemas.Group(answer.body, "out");
  return answer;
}

async function list(path) {
  const { body } = await expect(200, "GET", path);
  return new SCIMMY.Messages.ListResponse(body);
}

const user = (name, more = {}) => ({ schemas: [schema.user], userName: `${name}@${domain}`, externalId: `ext-${name}`, name: { givenName: name, familyName: "Moore" }, emails: [{ value: `${name}@${domain}`, type: "work", primary: true }], active: true, ...more });
const patch = (...Operations) => ({ schemas: [schema.patch], Operations });

// What the service says of itself.
new SCIMMY.Schemas.ServiceProviderConfig((await expect(200, "GET", "ServiceProviderConfig")).body, "out");
for (const type of (await list("ResourceTypes")).Resources) new SCIMMY.Schemas.ResourceType(type, "out");
const described = (await list("Schemas")).Resources.map(({ id }) => id);
assert.deepEqual(described, [schema.user, schema.group]);
await expect(200, "GET", `Schemas/${schema.user}`);
await expect(404, "GET", "Schemas/urn:nothing");

// People are made, found and read.
const made = {};
for (const name of ["ann", "bob", "carl", "dora"]) {
  assert.equal((await list(`Users?filter=${encodeURIComponent(`userName eq "${name}@${domain}"`)}`)).totalResults, 0);
  const answer = await expect(201, "POST", "Users", user(name));
  assert.equal(answer.location, answer.body.meta.location);
  made[name] = answer.body;
}
assert.equal((await expect(409, "POST", "Users", user("ann"))).body.scimType, "uniqueness");
assert.equal((await expect(400, "POST", "Users", { schemas: [schema.user] })).body.scimType, "invalidValue");
assert.equal((await expect(400, "PATCH", `Users/${made.ann.id}`, patch({ op: "replace", path: "nonsense[", value: 1 }))).body.scimType, "invalidPath");
await expect(404, "GET", "Users/0198c0de-0000-7000-8000-000000000000");
await expect(404, "GET", "Users/nobody");

// Filters find what another reader of filters finds.
const all = (await list("Users?count=500")).Resources;
for (const text of [
  `userName eq "ann@${domain}"`, `userName eq "ANN@${domain.toUpperCase()}"`, `externalId eq "ext-bob"`, `userName sw "a"`, `userName co "${domain}"`, `userName ew "${domain}"`, `name.givenName eq "carl"`,
  `name.familyName pr`, `externalId pr`, `active eq true`, `active eq false`, `not (userName sw "a")`, `userName sw "a" or userName sw "b"`, `userName sw "a" and active eq true`,
  `emails[type eq "work"]`, `emails[type eq "work" and value co "dora"]`, `emails.value co "bob"`, `userName gt "b"`, `userName ge "b" and not (name.givenName eq "dora")`, `displayName eq "nobody"`,
]) {
  const found = (await list(`Users?filter=${encodeURIComponent(text)}&count=500`)).Resources.map(({ id }) => id).sort();
  // Names are not compared by case, which the other reader knows nothing of.
  const lowered = all.map((one) => JSON.parse(JSON.stringify(one), (key, value) => (typeof value === "string" && key !== "id" ? value.toLowerCase() : value)));
  const expected = lowered.filter(matcher(parse(text.replaceAll(/"[^"]*"/g, (quoted) => quoted.toLowerCase())))).map(({ id }) => id).sort();
  assert.deepEqual(found, expected, text);
}
for (const text of ["userName", "userName xx 1", `userName eq "a`, "(userName pr", `userName eq "a" and`]) assert.equal((await expect(400, "GET", `Users?filter=${encodeURIComponent(text)}`)).body.scimType, "invalidFilter", text);

// Pages and orders.
const names = (await list("Users?sortBy=userName&count=500")).Resources.map(({ userName }) => userName);
assert.deepEqual(names, [...names].sort());
assert.deepEqual((await list("Users?sortBy=userName&sortOrder=descending&count=500")).Resources.map(({ userName }) => userName), [...names].reverse());
const second = (await expect(200, "GET", "Users?sortBy=userName&startIndex=2&count=2")).body;
assert.deepEqual([second.Resources.map(({ userName }) => userName), second.startIndex, second.itemsPerPage, second.totalResults], [names.slice(1, 3), 2, 2, names.length]);
assert.equal((await list("Users?count=0")).totalResults, names.length);
assert.deepEqual(Object.keys((await expect(200, "GET", `Users/${made.ann.id}?attributes=userName`)).body).sort(), ["id", "meta", "schemas", "userName"]);

// Versions.
const read = await expect(200, "GET", `Users/${made.ann.id}`);
assert.equal(read.etag, read.body.meta.version);
await expect(304, "GET", `Users/${made.ann.id}`, undefined, { "if-none-match": read.etag });
assert.equal((await call("PUT", `Users/${made.ann.id}`, user("ann"), { "if-match": 'W/"old"' })).status, 412);
await expect(200, "PUT", `Users/${made.ann.id}`, user("ann", { displayName: "Ann Moore-Smith" }), { "if-match": read.etag });

// Patches leave what another reader of patches leaves, in the shapes that Entra ID and Okta send.
const kept = ({ userName, externalId, displayName, name, active, emails }) => ({ userName, externalId, displayName, givenName: name?.givenName, familyName: name?.familyName, active: active === true || active === "True", emails: emails?.map(({ value }) => value) });
for (const operations of [
  [{ op: "replace", path: "displayName", value: "Ann Patch" }],
  [{ op: "Replace", path: "name.givenName", value: "Anna" }, { op: "Replace", path: "displayName", value: "Anna Patch" }],
  [{ op: "Add", path: "externalId", value: "ext-ann-2" }],
  [{ op: "replace", value: { displayName: "Ann Value", externalId: "ext-ann-3" } }],
  [{ op: "replace", path: `emails[type eq "work"].value`, value: `ann.new@${domain}` }],
  [{ op: "remove", path: "externalId" }],
  [{ op: "replace", path: "name", value: { givenName: "Ann", familyName: "Whole" } }, { op: "replace", path: "displayName", value: "Ann Whole" }],
]) {
  const before = (await expect(200, "GET", `Users/${made.ann.id}`)).body;
  patchBodyValidation(patch(...operations));
  const expected = scimPatch(structuredClone(before), structuredClone(operations), { treatMissingAsAdd: true });
  const { body } = await expect(200, "PATCH", `Users/${made.ann.id}`, patch(...operations));
  assert.deepEqual(kept(body), kept(expected), JSON.stringify(operations));
}
await expect(200, "PATCH", `Users/${made.ann.id}`, patch({ op: "Add", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", value: "Sales" }));

// Groups, as Entra ID and as Okta change them.
const group = (await expect(201, "POST", "Groups", { schemas: [schema.group], displayName: "Sales", externalId: "g-1", members: [{ value: made.ann.id }] })).body;
const membersOf = async () => ((await expect(200, "GET", `Groups/${group.id}`)).body.members ?? []).map(({ value }) => value).sort();
await expect(200, "PATCH", `Groups/${group.id}`, patch({ op: "Add", path: "members", value: [{ value: made.bob.id }, { value: made.carl.id }] }));
assert.deepEqual(await membersOf(), [made.ann.id, made.bob.id, made.carl.id].sort());
await expect(200, "PATCH", `Groups/${group.id}`, patch({ op: "Remove", path: "members", value: [{ value: made.bob.id }] }));
await expect(200, "PATCH", `Groups/${group.id}`, patch({ op: "remove", path: `members[value eq "${made.carl.id}"]` }));
assert.deepEqual(await membersOf(), [made.ann.id]);
await expect(200, "PATCH", `Groups/${group.id}`, patch({ op: "replace", value: { id: group.id, displayName: "Sales team" } }));
assert.equal((await expect(200, "GET", `Groups/${group.id}?excludedAttributes=members`)).body.members, undefined);
assert.equal((await list(`Groups?filter=${encodeURIComponent(`displayName eq "sales TEAM"`)}`)).totalResults, 1);
assert.equal((await expect(409, "POST", "Groups", { schemas: [schema.group], displayName: "sales team" })).body.scimType, "uniqueness");
assert.equal((await expect(400, "PATCH", `Groups/${group.id}`, patch({ op: "add", path: "members", value: [{ value: "nobody" }] }))).body.scimType, "invalidValue");
assert.deepEqual((await expect(200, "GET", `Users/${made.ann.id}`)).body.groups.map(({ display }) => display), ["Sales team"]);
await expect(200, "PUT", `Groups/${group.id}`, { schemas: [schema.group], displayName: "Sales team", members: [{ value: made.dora.id }] });
assert.deepEqual(await membersOf(), [made.dora.id]);
await expect(204, "DELETE", `Groups/${group.id}`);
await expect(404, "GET", `Groups/${group.id}`);

// People leave and come back.
assert.equal((await expect(200, "PATCH", `Users/${made.bob.id}`, patch({ op: "Replace", path: "active", value: "False" }))).body.active, false);
assert.equal((await expect(200, "PATCH", `Users/${made.bob.id}`, patch({ op: "replace", value: { active: true } }))).body.active, true);
await expect(204, "DELETE", `Users/${made.bob.id}`);
await expect(404, "GET", `Users/${made.bob.id}`);
assert.equal((await expect(201, "POST", "Users", user("bob"))).body.id, made.bob.id);
console.log("walked");
