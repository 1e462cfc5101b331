import { ApiProblem } from './api-problem.ts';

/** Sends a multipart form. XMLHttpRequest because fetch tells nothing of upload progress. `onProgress` gets 0–1. */
export function uploadForm(url: string, form: FormData, locale: string, onProgress: (part: number) => void, unreachable: () => string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('accept-language', locale);
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new ApiProblem('unreachable', unreachable()));
    request.send(form);
  });
}
