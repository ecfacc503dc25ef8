import { queryOptions } from "@tanstack/react-query";
import { api, apiUrl, type ImportPlan, type ImportPreview, type ImportStatus, type ImportUpload } from "../../api";

/** Takes a file in; of a workbook all sheets with rows, or the one that is wanted. */
export function uploadFile(file: File, type?: string, sheet?: string | null): Promise<ImportUpload> {
  const form = new FormData();
  if (type !== undefined) form.append("type", type);
  if (typeof sheet === "string") form.append("sheet", sheet);
  form.append("file", file);
  return api.post<ImportUpload>("imports", form);
}

export const previewImport = (id: string, plan: ImportPlan) => api.post<ImportPreview>(`imports/${id}/preview`, plan);
export const runImport = (id: string, plan: ImportPlan) => api.post<ImportStatus>(`imports/${id}/run`, plan);
export const steerImport = (id: string, what: "pause" | "resume" | "cancel") =>
  api.post<ImportStatus | undefined>(`imports/${id}/${what}`);
export const failedRowsUrl = (id: string) => apiUrl(`imports/${id}/errors.csv`);

const pollEvery = 500;
export const isOver = (status: ImportStatus) => status.state === "done" || status.state === "failed";

/** How far an import is; asked again and again until it is over. */
export const statusQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => api.get<ImportStatus>(`imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : pollEvery),
    staleTime: 0,
  });

export const importsQuery = queryOptions({
  queryKey: ["imports", "all"],
  queryFn: ({ signal }) => api.get<{ data: ImportStatus[] }>("imports", { signal }),
  staleTime: 0,
});
