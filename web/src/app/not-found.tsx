import { Link } from "@tanstack/react-router";
import { i18n } from "../i18n";
import { buttonClass, EmptyState } from "../ui";

/** Says that there is nothing at an address, or nothing one may see. */
export default function NotFound() {
  return (
    <EmptyState
      title={i18n._({ id: "app.not_found.title", message: "There is nothing here" })}
      actions={
        <Link to="/" className={buttonClass("primary")}>
          {i18n._({ id: "app.not_found.home", message: "Go to the start" })}
        </Link>
      }
    >
      {i18n._({
        id: "app.not_found.text",
        message: "The address may be mistyped, the record may be gone, or you may not have access to it.",
      })}
    </EmptyState>
  );
}
