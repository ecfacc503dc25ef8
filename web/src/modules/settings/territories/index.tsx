import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, EmptyState, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { Section } from "../section";
import { territoriesQuery } from "./calls";
import { MembersDialog } from "./members-dialog";
import { MoveDialog } from "./move-dialog";
import { TerritoryDialog } from "./territory-dialog";
import { TerritoryTable } from "./territory-table";
import { TerritoryTrialSection } from "./trial";
import { WorkDialog } from "./work-dialog";

type Opened = { dialog: "change" | "members" | "move" | "work"; id: string } | { dialog: "add"; above: string | null };

/** The territories of the workspace as a tree, and what lies in them. */
export function TerritoriesPage() {
  const schema = useSchema();
  const client = useQueryClient();
  const territories = useQuery(territoriesQuery).data;
  const [opened, setOpened] = useState<Opened>();
  const type = typeNamed(schema, "territory");
  const mayChange = type?.can.update === true;
  if (territories === undefined || type === undefined) return <Skeleton className="h-64 w-full" />;
  const close = () => setOpened(undefined);
  const named = (id: string | null | undefined) => {
    const found = territories.find((one) => one.id === id);
    return found === undefined ? null : { id: found.id, title: found.name };
  };
  const move = async (id: string, parent: string | null) => {
    try {
      await api.patch(`territories/${id}`, { parent });
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: ["records"] });
  };
  const of = opened !== undefined && "id" in opened ? named(opened.id) : null;
  return (
    <>
      <Section
        title={i18n._({ id: "settings.territories", message: "Territories" })}
        text={i18n._({
          id: "settings.territories.text",
          message:
            "Companies, leads and deals go to the innermost territory that fits them, as long as nobody puts them elsewhere.",
        })}
        actions={
          mayChange ? (
            <Button
              icon={<Plus className="size-4" />}
              onClick={() => setOpened({ dialog: "add", above: null })}
              className="whitespace-nowrap"
            >
              {i18n._({ id: "settings.territories.add", message: "Add a territory" })}
            </Button>
          ) : undefined
        }
      >
        {territories.length === 0 ? (
          <EmptyState title={i18n._({ id: "settings.territories.none", message: "No territories yet" })}>
            {i18n._({
              id: "settings.territories.none_text",
              message: "A territory is a part of your market: a country, an industry, companies of one size.",
            })}
          </EmptyState>
        ) : (
          <TerritoryTable
            territories={territories}
            type={type}
            mayChange={mayChange}
            onMove={(id, to) => void move(id, to)}
            onOpen={(id, dialog) => setOpened({ dialog, id })}
            onAdd={(above) => setOpened({ dialog: "add", above })}
          />
        )}
      </Section>
      {mayChange && territories.length > 0 && <TerritoryTrialSection />}
      {opened?.dialog === "add" && <TerritoryDialog id={undefined} above={named(opened.above)} onClose={close} />}
      {opened?.dialog === "change" && <TerritoryDialog id={opened.id} above={null} onClose={close} />}
      {opened?.dialog === "members" && of !== null && <MembersDialog territory={of} onClose={close} />}
      {opened?.dialog === "work" && of !== null && <WorkDialog territory={of} onClose={close} />}
      {opened?.dialog === "move" && of !== null && (
        <MoveDialog
          territory={of}
          above={named(territories.find(({ id }) => id === of.id)?.above)}
          onClose={close}
          onMove={(to) => move(of.id, to)}
        />
      )}
    </>
  );
}
