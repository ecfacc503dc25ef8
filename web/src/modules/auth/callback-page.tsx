import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, asProblem, type Me } from "../../api";
import { i18n } from "../../i18n";
import { Skeleton } from "../../ui";
import { FormError } from "../form-error";
import { whereTo } from "../provider-trip";
import { AuthLayout } from "./auth-layout";
import { useEnter } from "./enter";

/** Where a sign-in provider sends people back to. */
export function CallbackPage() {
  const asked = new URLSearchParams(useLocation().searchStr);
  const enter = useEnter();
  const state = asked.get("state") ?? "";
  // A sign-in ends once, however often the page is drawn.
  const { data, error } = useQuery({
    queryKey: ["provider-return", state],
    queryFn: () =>
      api.post<Me>("auth/providers/finish", {
        state,
        code: asked.get("code"),
        iss: asked.get("iss"),
        error: asked.get("error"),
      }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    if (data !== undefined) void enter(data, whereTo());
  }, [data, enter]);
  return (
    <AuthLayout
      title={i18n._({ id: "auth.callback.title", message: "Signing in" })}
      footer={
        error === null ? undefined : (
          <Link to="/login" className="text-accent underline">
            {i18n._({ id: "auth.callback.back", message: "Back to log in" })}
          </Link>
        )
      }
    >
      {error === null ? <Skeleton className="h-control" /> : <FormError message={asProblem(error)?.message} />}
    </AuthLayout>
  );
}
