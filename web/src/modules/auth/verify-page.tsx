import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api, asProblem, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, buttonClass } from "../../ui";
import { FormError } from "../form-error";
import { AuthLayout } from "./auth-layout";
import { EmailChangePage } from "./email-change-page";
import { LinkOver } from "./link-over";

type State = { at: "asking" | "busy" | "over" } | { at: "failed"; message: string } | { at: "done"; email: string };

/** Proves an address when its reader says so: programs that look into mails follow links, but press no buttons. */
export function VerifyPage() {
  const { change } = useSearch({ strict: false }) as { change?: unknown };
  return change === undefined ? <Verify /> : <EmailChangePage asked={change === "old"} />;
}

function Verify() {
  const { token } = useParams({ from: "/verify/$token" });
  const queryClient = useQueryClient();
  const [state, setState] = useState<State>({ at: "asking" });
  const confirm = async () => {
    setState({ at: "busy" });
    try {
      const { email } = await api.post<{ email: string }>("auth/email/verify", { token });
      queryClient.removeQueries({ queryKey: meQuery.queryKey });
      setState({ at: "done", email });
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      setState(problem.about("token") === undefined ? { at: "failed", message: problem.message } : { at: "over" });
    }
  };
  if (state.at === "over") {
    return (
      <LinkOver>
        <Link to="/" className="text-accent underline">
          {i18n._({ id: "auth.verify.again", message: "Open Kith to have a new one sent" })}
        </Link>
      </LinkOver>
    );
  }
  if (state.at === "done") {
    return (
      <AuthLayout
        title={i18n._({ id: "auth.verify.done", message: "Your address is confirmed" })}
        text={<bdi dir="ltr">{state.email}</bdi>}
      >
        <Link to="/" className={buttonClass("primary")}>
          {i18n._({ id: "auth.verify.go", message: "Open Kith" })}
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title={i18n._({ id: "auth.verify.title", message: "Confirm your e-mail address" })}
      text={i18n._({ id: "auth.verify.text", message: "Then you can invite people, and Kith may send you mail." })}
    >
      <FormError message={state.at === "failed" ? state.message : undefined} />
      <Button variant="primary" busy={state.at === "busy"} onClick={() => void confirm()} autoFocus>
        {i18n._({ id: "auth.verify.submit", message: "Confirm" })}
      </Button>
    </AuthLayout>
  );
}
