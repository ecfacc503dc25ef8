import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, type RecordData, schemaQuery, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { Button, EmptyState, Select, Skeleton } from "../../ui";
import { CloseReasons } from "./close-reasons";
import { complain } from "./complain";
import { NameDialog } from "./name-dialog";
import { movedTo, pipelinesQuery, stagesOf, stagesQuery, useStageWrites } from "./pipelines";
import { Section } from "./section";
import { StageRow } from "./stage-row";
import { Velocity } from "./velocity";

export function PipelinesPage() {
  const schema = useSuspenseQuery(schemaQuery).data;
  const pipelines = useQuery(pipelinesQuery);
  const stages = useQuery(stagesQuery);
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const mayChange = typeNamed(schema, "stage")?.can.update === true;
  if (pipelines.data === undefined || stages.data === undefined) return <Skeleton className="h-64 w-full" />;
  const all = stages.data.data;
  return (
    <>
      {pipelines.data.data.map((pipeline) => (
        <Pipeline key={pipeline.id} pipeline={pipeline} stages={stagesOf(all, pipeline.id)} mayChange={mayChange} />
      ))}
      {pipelines.data.data.length === 0 && (
        <EmptyState title={i18n._({ id: "settings.pipelines.none", message: "No pipelines yet" })}>
          {i18n._({
            id: "settings.pipelines.none_text",
            message: "A pipeline is the row of stages a deal goes through.",
          })}
        </EmptyState>
      )}
      {mayChange && (
        <div>
          <Button icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
            {i18n._({ id: "settings.pipelines.add", message: "Add a pipeline" })}
          </Button>
        </div>
      )}
      <CloseReasons />
      <NameDialog
        open={adding}
        onClose={() => setAdding(false)}
        title={i18n._({ id: "settings.pipelines.add", message: "Add a pipeline" })}
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        action={i18n._({ id: "settings.add", message: "Add" })}
        onSubmit={async (name) => {
          await api.post("pipelines", { name });
          await queryClient.invalidateQueries({ queryKey: ["records", "pipelines"] });
        }}
      />
    </>
  );
}

interface PipelineProps {
  pipeline: RecordData;
  stages: readonly RecordData[];
  mayChange: boolean;
}

function Pipeline({ pipeline, stages, mayChange }: PipelineProps) {
  const writes = useStageWrites();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const name = String(pipeline.name ?? "");
  const rename = async (next: string) => {
    await api.patch(`pipelines/${pipeline.id}`, { name: next });
    await queryClient.invalidateQueries({ queryKey: ["records", "pipelines"] });
  };
  const setNeeded = async (reason_needed: string) => {
    try {
      await api.patch(`pipelines/${pipeline.id}`, { reason_needed });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["records", "pipelines"] });
  };
  const makeDefault = async () => {
    try {
      await api.post(`pipelines/${pipeline.id}/actions/make_default`, {}, { idempotencyKey: crypto.randomUUID() });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["records", "pipelines"] });
  };
  return (
    <Section
      title={name}
      text={
        pipeline.default === true
          ? i18n._({ id: "settings.pipelines.default", message: "New deals begin here." })
          : undefined
      }
      actions={
        mayChange ? (
          <>
            {pipeline.default !== true && (
              <Button variant="quiet" size="small" onClick={() => void makeDefault()}>
                {i18n._({ id: "settings.pipelines.make_default", message: "Make the default" })}
              </Button>
            )}
            <Button variant="quiet" size="small" onClick={() => setRenaming(true)}>
              {i18n._({ id: "settings.rename", message: "Rename" })}
            </Button>
            <Button size="small" icon={<Plus className="size-3.5" />} onClick={() => setAdding(true)}>
              {i18n._({ id: "settings.stages.add", message: "Add a stage" })}
            </Button>
          </>
        ) : undefined
      }
    >
      <ol
        aria-label={i18n._({ id: "settings.stages.of", message: "Stages of {name}", values: { name } })}
        className="divide-y divide-line border-line border-y"
      >
        {stages.map((stage, index) => (
          <StageRow
            key={stage.id}
            stage={stage}
            index={index}
            count={stages.length}
            mayChange={mayChange}
            onChange={(patch) => void writes.patch(stage.id, patch)}
            onMove={(id, to) => void writes.reorder(movedTo(stages, id, to))}
            onRemove={() => void writes.remove(stage.id)}
            onRestore={() => void writes.restore(stage.id)}
          />
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-muted">
          {i18n._({ id: "settings.pipelines.reason", message: "A deal that ends here must say why" })}
        </span>
        <Select
          aria-label={i18n._({
            id: "settings.pipelines.reason_of",
            message: "When deals of {name} must say why they ended",
            values: { name },
          })}
          className="w-48"
          disabled={!mayChange}
          value={String(pipeline.reason_needed ?? "never")}
          onChange={(next) => void setNeeded(next)}
          options={[
            { value: "lost", label: i18n._({ id: "settings.pipelines.reason_lost", message: "When it is lost" }) },
            { value: "always", label: i18n._({ id: "settings.pipelines.reason_always", message: "Always" }) },
            { value: "never", label: i18n._({ id: "settings.pipelines.reason_never", message: "Never" }) },
          ]}
        />
      </div>
      <Velocity pipeline={pipeline.id} name={name} />
      <NameDialog
        open={adding}
        onClose={() => setAdding(false)}
        title={i18n._({ id: "settings.stages.add", message: "Add a stage" })}
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        action={i18n._({ id: "settings.add", message: "Add" })}
        onSubmit={(stageName) => writes.add(pipeline.id, stageName, stages)}
      />
      <NameDialog
        open={renaming}
        onClose={() => setRenaming(false)}
        title={i18n._({ id: "settings.pipelines.rename", message: "Rename the pipeline" })}
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        initial={name}
        action={i18n._({ id: "settings.rename", message: "Rename" })}
        onSubmit={rename}
      />
    </Section>
  );
}
