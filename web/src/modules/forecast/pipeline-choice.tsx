import { useQuery } from "@tanstack/react-query";
import { i18n } from "../../i18n";
import { windowQuery } from "../../records";
import { Select } from "../../ui";

const most = 200;

interface PipelineChoiceProps {
  /** Id of the one that counts; all of them when missing. */
  pipeline: string | undefined;
  onChange: (pipeline: string | undefined) => void;
}

/** Which deals count, where there is more than one pipeline. */
export function PipelineChoice({ pipeline, onChange }: PipelineChoiceProps) {
  const pipelines =
    useQuery(windowQuery({ plural: "pipelines", sort: "name", fields: ["name"] }, most)).data?.data ?? [];
  if (pipelines.length < 2) return null;
  return (
    <span className="w-36">
      <Select
        aria-label={i18n._({ id: "forecast.of_pipeline", message: "Which deals count" })}
        value={pipeline ?? ""}
        options={[
          { value: "", label: i18n._({ id: "forecast.all_pipelines", message: "All pipelines" }) },
          ...pipelines.map(({ id, name }) => ({ value: id, label: String(name) })),
        ]}
        onChange={(id) => onChange(id === "" ? undefined : id)}
      />
    </span>
  );
}
