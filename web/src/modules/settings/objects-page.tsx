import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { schemaQuery } from "../../api";
import { i18n } from "../../i18n";
import { Button, Tag, TypeIcon } from "../../ui";
import { AddObjectDialog } from "./add-object-dialog";
import { NavigationSection } from "./navigation-section";
import { Rows, Section } from "./section";

export function ObjectsPage() {
  const schema = useSuspenseQuery(schemaQuery).data;
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Section
        title={i18n._({ id: "settings.objects", message: "Objects" })}
        text={i18n._({
          id: "settings.objects.text",
          message: "What Kith keeps records of. Add fields to any of them, or objects of your own.",
        })}
        actions={
          <Button icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
            {i18n._({ id: "settings.objects.add", message: "Add an object" })}
          </Button>
        }
      >
        <Rows label={i18n._({ id: "settings.objects", message: "Objects" })}>
          {schema.types.map((type) => {
            const count = type.fields.filter((field) => !field.system).length;
            return (
              <li key={type.name}>
                <Link
                  to="/settings/objects/$name"
                  params={{ name: type.name }}
                  className="flex min-h-11 items-center gap-3 hover:bg-hover"
                >
                  <TypeIcon name={type.icon} className="size-4 shrink-0 text-muted" />
                  <span className="min-w-0 truncate">{type.plural_label}</span>
                  {type.own && <Tag>{i18n._({ id: "settings.objects.own", message: "Your own" })}</Tag>}
                  <span className="grow text-end text-muted text-small">
                    {i18n._({
                      id: "settings.objects.fields",
                      message: "{count, plural, one {# field} other {# fields}}",
                      values: { count },
                    })}
                  </span>
                  <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
                </Link>
              </li>
            );
          })}
        </Rows>
        <AddObjectDialog open={adding} onClose={() => setAdding(false)} />
      </Section>
      <NavigationSection />
    </>
  );
}
