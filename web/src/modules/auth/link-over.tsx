import type { ReactNode } from "react";
import { i18n } from "../../i18n";
import { AuthLayout } from "./auth-layout";

/** Tells that a link of a mail does nothing any more. `children` is the way to another. */
export function LinkOver({ children }: { children: ReactNode }) {
  return (
    <AuthLayout title={i18n._({ id: "auth.link_over.title", message: "This link no longer works" })} footer={children}>
      <p role="alert">
        {i18n._({
          id: "auth.link_over.text",
          message: "It has been used, a newer one was sent, or it is too old.",
        })}
      </p>
    </AuthLayout>
  );
}
