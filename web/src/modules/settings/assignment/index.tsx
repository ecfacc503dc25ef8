import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, type RecordData, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, EmptyState, Skeleton } from "../../../ui";
import { complain } from "../complain";
import { movedTo } from "../pipelines";
import { Section } from "../section";
import { Assignees } from "./assignees";
import { rulesQuery, standingQuery } from "./calls";
import { AssignmentRuleDialog } from "./rule-dialog";
import { AssignmentRuleRow } from "./rule-row";
import { AssignmentTrialSection } from "./trial";

/** Who gets leads that come in without anybody being named. */
export function AssignmentPage() {
  const schema = useSchema();
  const client = useQueryClient();
  const rules = useQuery(rulesQuery).data?.data;
  const standing = useQuery(standingQuery).data?.data ?? [];
  const [editing, setEditing] = useState<{ rule: RecordData | undefined }>();
  const type = typeNamed(schema, "assignment_rule");
  const mayChange = type?.can.update === true;
  const ways = type?.fields.find(({ name }) => name === "way")?.choices ?? [];
  if (rules === undefined) return <Skeleton className="h-64 w-full" />;
  const move = async (id: string, to: number) => {
    const positions = movedTo(rules, id, to);
    const placed = new Map(positions.map(({ id: one, position }) => [one, position]));
    client.setQueryData(rulesQuery.queryKey, (page) =>
      page === undefined
        ? page
        : {
            ...page,
            data: page.data
              .map((rule) => ({ ...rule, position: placed.get(rule.id) ?? rule.position ?? null }))
              .sort((a, b) => Number(a.position) - Number(b.position)),
          },
    );
    try {
      await Promise.all(positions.map(({ id: one, position }) => api.patch(`assignment_rules/${one}`, { position })));
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: ["records"] });
  };
  return (
    <>
      <Section
        title={i18n._({ id: "settings.assignment", message: "Who gets new leads" })}
        text={i18n._({
          id: "settings.assignment.text",
          message:
            "For leads that come in without an owner, the first rule that fits decides. Where none does, a lead stays with whoever added it.",
        })}
        actions={
          mayChange ? (
            <Button icon={<Plus className="size-4" />} onClick={() => setEditing({ rule: undefined })}>
              {i18n._({ id: "settings.rules.add", message: "Add a rule" })}
            </Button>
          ) : undefined
        }
      >
        {rules.length === 0 ? (
          <EmptyState
            title={i18n._({ id: "settings.assignment.none", message: "Leads stay with whoever adds them" })}
          />
        ) : (
          <ol
            aria-label={i18n._({ id: "settings.assignment.list", message: "Assignment rules" })}
            className="divide-y divide-line border-line border-y"
          >
            {rules.map((rule, index) => (
              <AssignmentRuleRow
                key={rule.id}
                rule={rule}
                standing={standing.find(({ id }) => id === rule.id)}
                way={ways.find(({ value }) => value === rule.way)?.label ?? String(rule.way)}
                index={index}
                count={rules.length}
                mayChange={mayChange}
                onMove={(id, to) => void move(id, to)}
                onChange={() => setEditing({ rule })}
              />
            ))}
          </ol>
        )}
        <AssignmentRuleDialog
          key={editing?.rule?.id ?? "new"}
          rule={editing?.rule}
          open={editing !== undefined}
          onClose={() => setEditing(undefined)}
        />
      </Section>
      <AssignmentTrialSection />
      <Assignees mayChange={mayChange} />
    </>
  );
}
