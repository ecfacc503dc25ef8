import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, asProblem, type EmailChange, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, buttonClass } from "../../ui";
import { FormError } from "../form-error";
import { AuthLayout } from "./auth-layout";
import { LinkOver } from "./link-over";

type State =
  | { at: "asking" | "busy" | "over" | "stopped" }
  | { at: "failed"; message: string }
  | { at: "confirmed"; change: EmailChange };

/** Confirms another address of an account, when its reader says so; the present address, which is `asked`, may stop it. */
export function EmailChangePage({ asked }: { asked: boolean }) {
  const { token } = useParams({ from: "/verify/$token" });
  const queryClient = useQueryClient();
  const [state, setState] = useState<State>({ at: "asking" });
  const run = async (act: () => Promise<State>) => {
    setState({ at: "busy" });
    try {
      const next = await act();
      queryClient.removeQueries({ queryKey: meQuery.queryKey });
      setState(next);
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      setState(problem.about("token") === undefined ? { at: "failed", message: problem.message } : { at: "over" });
    }
  };
  const confirm = () =>
    run(async () => ({ at: "confirmed", change: await api.post<EmailChange>("auth/email/change/confirm", { token }) }));
  const stop = () =>
    run(async () => {
      await api.post("auth/email/change/stop", { token });
      return { at: "stopped" };
    });
  const home = (
    <Link to="/" className={buttonClass("primary")}>
      {i18n._({ id: "auth.verify.go", message: "Open Kith" })}
    </Link>
  );
  if (state.at === "over")
    return (
      <LinkOver>
        <Link to="/" className="text-accent underline">
          {i18n._({ id: "auth.verify.go", message: "Open Kith" })}
        </Link>
      </LinkOver>
    );
  if (state.at === "stopped")
    return (
      <AuthLayout
        title={i18n._({ id: "auth.email.stopped", message: "Your address stays as it is" })}
        text={i18n._({
          id: "auth.email.stopped_text",
          message: "If you did not ask for the change, somebody knows your password: set a new one.",
        })}
      >
        <Link to="/forgot" className={buttonClass("primary")}>
          {i18n._({ id: "auth.email.new_password", message: "Set a new password" })}
        </Link>
      </AuthLayout>
    );
  if (state.at === "confirmed")
    return state.change.old_confirmed && state.change.new_confirmed ? (
      <AuthLayout
        title={i18n._({ id: "auth.email.done", message: "Your address is changed" })}
        text={<bdi dir="ltr">{state.change.email}</bdi>}
      >
        {home}
      </AuthLayout>
    ) : (
      <AuthLayout
        title={i18n._({ id: "auth.email.half", message: "Thank you, this address has confirmed" })}
        text={i18n._({
          id: "auth.email.half_text",
          message: "The other address was sent a link, too. With that the change is done.",
        })}
      >
        {home}
      </AuthLayout>
    );
  return (
    <AuthLayout
      title={i18n._({ id: "auth.email.title", message: "Change the address of your account" })}
      text={i18n._({ id: "auth.email.text", message: "The mail says from which address to which." })}
    >
      <FormError message={state.at === "failed" ? state.message : undefined} />
      <Button variant="primary" busy={state.at === "busy"} onClick={() => void confirm()} autoFocus>
        {i18n._({ id: "auth.email.confirm", message: "Confirm the change" })}
      </Button>
      {asked && (
        <Button disabled={state.at === "busy"} onClick={() => void stop()}>
          {i18n._({ id: "auth.email.stop", message: "It was not me: stop it" })}
        </Button>
      )}
    </AuthLayout>
  );
}
