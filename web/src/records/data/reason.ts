import { type ApiProblem, asProblem } from "../../api";
import { notify } from "../../ui";

/** What a refusal says to a person: the first reason, else the server's sentence. */
export function reasonOf(problem: ApiProblem): string {
  return problem.errors[0]?.message ?? problem.message;
}

/** Says why something was refused, where there is no better place for it. */
export function complain(error: unknown): void {
  const problem = asProblem(error);
  if (problem === undefined) throw error;
  notify({ tone: "danger", message: reasonOf(problem) });
}
