import type { Problem, ProblemError, RecordData } from "./types";

/** A refusal by the server, or the lack of any answer (`status` 0, code `offline`). Texts are for people, codes for code. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly ProblemError[];
  readonly traceId: string | undefined;
  /** After how many seconds the server says it is worth trying again; undefined where it says nothing. */
  readonly retryAfter: number | undefined;
  /** The present record, when a write was refused because the record had moved on. */
  readonly current: RecordData | undefined;

  constructor(problem: Problem, options: ErrorOptions & { retryAfter?: number } = {}) {
    super(problem.detail ?? problem.title, options);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.errors = problem.errors ?? [];
    this.traceId = problem.trace_id ?? undefined;
    this.retryAfter = Number.isFinite(options.retryAfter) ? options.retryAfter : undefined;
    this.current = problem.current;
  }

  /** The first message about a field, or undefined. */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

/** Narrows an unknown error, such as one caught or held by a query. */
export function asProblem(error: unknown): ApiProblem | undefined {
  return error instanceof ApiProblem ? error : undefined;
}
