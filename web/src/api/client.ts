import { ApiProblem } from "./problem";
import type { Problem } from "./types";

const root = "/api/v1/";

export type QueryValue = string | number | boolean | null | undefined | readonly string[];

export interface CallOptions {
  /** Added to the address; null, undefined and empty text are left out, lists are joined with commas. */
  query?: { readonly [name: string]: QueryValue };
  signal?: AbortSignal;
  /** The version the caller has seen, for a write that must not overwrite a newer one. */
  ifMatch?: number;
  /** Makes a repeated POST answer as the first did. */
  idempotencyKey?: string;
  /** Told what takes a write back: `changes/4711`, say, which is undone by POST to its `undo`. */
  onUndo?: (path: string) => void;
}

/** The address of a call, also for plain links such as exports. */
export function apiUrl(path: string, query?: CallOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    const text = Array.isArray(value) ? value.join(",") : String(value ?? "");
    if (text !== "") search.set(name, text);
  }
  const tail = search.toString();
  return `${root}${path.replace(/^\//, "")}${tail === "" ? "" : `?${tail}`}`;
}

/** What a refusal says; the application hears where the session is over. */
export async function refusalOf(path: string, response: Response): Promise<ApiProblem> {
  const problem = await problemOf(response);
  if (problem.status === 401 && !path.startsWith("auth/")) whenSignedOut?.();
  return problem;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback: Problem = {
    title: response.statusText || "The server refused the request",
    status: response.status,
    code: response.status === 401 ? "unauthenticated" : "unknown",
  };
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  if (!(response.headers.get("content-type") ?? "").includes("json")) return new ApiProblem(fallback, { retryAfter });
  try {
    const body = (await response.json()) as Partial<Problem>;
    return new ApiProblem({ ...fallback, ...body }, { retryAfter });
  } catch (cause) {
    return new ApiProblem(fallback, { retryAfter, cause });
  }
}

/** Called when the server no longer knows the session, whichever call found out. Set once, by the application. */
let whenSignedOut: (() => void) | undefined;
export function onSignedOut(handler: () => void): void {
  whenSignedOut = handler;
}

/** Called with every call that may change something. */
let whenWriting: ((path: string, answer: Promise<Response>) => void) | undefined;
export function onWrite(handler: typeof whenWriting): void {
  whenWriting = handler;
}

export const unreachable = (cause?: unknown): ApiProblem =>
  new ApiProblem({ title: "Kith cannot be reached", status: 0, code: "offline" }, { cause });

/** Sends a call and answers what came back, with its body unread; a refusal is thrown. */
export async function send(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  const init: RequestInit = { method, headers, credentials: "same-origin", signal: options.signal ?? null };
  if (body instanceof FormData || body instanceof Blob) {
    init.body = body;
  } else if (body !== undefined) {
    headers.set("content-type", method === "PATCH" ? "application/merge-patch+json" : "application/json");
    init.body = JSON.stringify(body);
  }
  if (options.ifMatch !== undefined) headers.set("if-match", `"${options.ifMatch}"`);
  if (options.idempotencyKey !== undefined) headers.set("idempotency-key", options.idempotencyKey);

  let response: Response;
  try {
    const answer = fetch(apiUrl(path, options.query), init);
    if (method !== "GET") whenWriting?.(path, answer);
    response = await answer;
  } catch (cause) {
    // Giving up on a call is the caller's wish, not a failure to report.
    if (options.signal?.aborted === true) throw cause;
    throw unreachable(cause);
  }
  if (!response.ok) throw await refusalOf(path, response);
  return response;
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, body, options);
  const undo = response.headers.get("undo");
  if (undo !== null) options.onUndo?.(undo.slice(root.length).replace(/\/undo$/, ""));
  if (response.status === 204 || response.headers.get("content-length") === "0") return undefined as T;
  return (await response.json()) as T;
}

/** The only door to the server. Refusals are thrown as ApiProblem; nothing is shown from here. */
export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>("POST", path, body, options),
  put: <T>(path: string, body: unknown, options?: CallOptions) => call<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options?: CallOptions) => call<T>("PATCH", path, body, options),
  delete: <T = void>(path: string, options?: CallOptions) => call<T>("DELETE", path, undefined, options),
} as const;
