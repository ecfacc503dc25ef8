export { api, apiUrl, type CallOptions, onSignedOut } from "./client";
export { functionsQuery } from "./functions";
export { makePasskey, offerPasskeys, passkeysPossible, showPasskey } from "./passkeys";
export { ApiProblem, asProblem } from "./problem";
export { hitDetail, searchQuery } from "./search";
export { may, meQuery, schemaQuery, typeNamed } from "./session";
export type * from "./types";
