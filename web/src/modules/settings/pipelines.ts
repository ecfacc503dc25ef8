import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, type Page, type RecordData, type Value } from "../../api";
import { complain } from "./complain";

export const pipelinesQuery = queryOptions({
  queryKey: ["records", "pipelines", "settings"],
  queryFn: ({ signal }) => api.get<Page>("pipelines", { query: { sort: "name", limit: 200 }, signal }),
});
export const stagesQuery = queryOptions({
  queryKey: ["records", "stages", "settings"],
  queryFn: ({ signal }) => api.get<Page>("stages", { query: { sort: "position", limit: 200 }, signal }),
});

export type Outcome = "open" | "won" | "lost";
export function outcomeOf(stage: RecordData): Outcome {
  return stage.won === true ? "won" : stage.lost === true ? "lost" : "open";
}

/** The stages of a pipeline in the order of the board. */
export function stagesOf(stages: readonly RecordData[], pipeline: string): RecordData[] {
  return stages
    .filter((stage) => (stage.pipeline as { id?: string } | null)?.id === pipeline)
    .sort((a, b) => Number(a.position) - Number(b.position));
}

/** The new positions when one stage moves to an index: only the stages whose position changes. */
export function movedTo(stages: readonly RecordData[], id: string, index: number): { id: string; position: number }[] {
  const moved = stages.find((stage) => stage.id === id);
  if (moved === undefined) return [];
  const rest = stages.filter((stage) => stage.id !== id);
  const order = [...rest.slice(0, index), moved, ...rest.slice(index)];
  return order.flatMap((stage, at) => (Number(stage.position) === at + 1 ? [] : [{ id: stage.id, position: at + 1 }]));
}

type Patch = Record<string, Value>;

/** Writes stages: on the screen at once, taken back with a reason when the server refuses. */
export function useStageWrites() {
  const queryClient = useQueryClient();
  const key = stagesQuery.queryKey;
  const change = (id: string, patch: Patch) =>
    queryClient.setQueryData(key, (page) =>
      page === undefined
        ? page
        : { ...page, data: page.data.map((stage) => (stage.id === id ? { ...stage, ...patch } : stage)) },
    );
  const settle = () => queryClient.invalidateQueries({ queryKey: ["records"] });
  const patchAll = async (patches: readonly { id: string; patch: Patch }[]) => {
    await queryClient.cancelQueries({ queryKey: key });
    for (const { id, patch } of patches) change(id, patch);
    try {
      await Promise.all(patches.map(({ id, patch }) => api.patch(`stages/${id}`, patch)));
    } catch (error) {
      complain(error);
    }
    await settle();
  };
  return {
    patch: (id: string, patch: Patch) => patchAll([{ id, patch }]),
    reorder: (positions: readonly { id: string; position: number }[]) =>
      patchAll(positions.map(({ id, position }) => ({ id, patch: { position } }))),
    /** A new stage stands before the ones that end a deal. */
    add: async (pipeline: string, name: string, stages: readonly RecordData[]) => {
      const ends = stages.filter((stage) => outcomeOf(stage) !== "open");
      const position = stages.length - ends.length + 1;
      await Promise.all(
        ends.map((stage, index) => api.patch(`stages/${stage.id}`, { position: position + 1 + index })),
      );
      await api.post("stages", { name, pipeline, position, probability: 50 });
      await settle();
    },
    remove: async (id: string) => {
      try {
        await api.delete(`stages/${id}`);
      } catch (error) {
        complain(error);
      }
      await settle();
    },
    restore: async (id: string) => {
      try {
        await api.post(`stages/${id}/restore`);
      } catch (error) {
        complain(error);
      }
      await settle();
    },
  };
}
