import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { type RecordData, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Tag } from "../../../ui";
import { ListSection } from "../list-section";
import { formsQuery } from "./calls";
import { Held } from "./held";
import { WebFormDialog } from "./web-form-dialog";

export { FormPage } from "./form-page";

/** Forms that anybody fills in, and what of it waits. */
export function FormsPage() {
  const schema = useSchema();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const mayAdd = typeNamed(schema, "web_form")?.can.create === true;
  return (
    <>
      <ListSection
        title={i18n._({ id: "settings.forms", message: "Web forms" })}
        text={i18n._({
          id: "settings.forms.text",
          message: "Anybody can fill these in on your site. What they send becomes a lead.",
        })}
        {...(mayAdd
          ? {
              add: {
                label: i18n._({ id: "settings.forms.add", message: "Add a form" }),
                onClick: () => setAdding(true),
              },
            }
          : {})}
        query={useQuery(formsQuery)}
        none={i18n._({ id: "settings.forms.none", message: "No forms yet" })}
        noneText={i18n._({
          id: "settings.forms.none_text",
          message: "Add one to ask visitors of your site who they are and what they need.",
        })}
        row={(form) => <FormRow key={form.id} form={form} />}
      >
        <WebFormDialog
          form={undefined}
          open={adding}
          onClose={() => setAdding(false)}
          onMade={(id) => void navigate({ to: "/settings/forms/$id", params: { id } })}
        />
      </ListSection>
      {typeNamed(schema, "submission") !== undefined && <Held />}
    </>
  );
}

function FormRow({ form }: { form: RecordData }) {
  return (
    <li>
      <Link
        to="/settings/forms/$id"
        params={{ id: form.id }}
        className="flex min-h-11 items-center gap-3 py-1.5 hover:bg-hover"
      >
        <span className="wrap-anywhere min-w-0 grow">{String(form.name)}</span>
        {form.active !== true && <Tag>{i18n._({ id: "settings.forms.off", message: "Off" })}</Tag>}
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
      </Link>
    </li>
  );
}
