/** Builds what a browser loads, where its sources changed. */
import { buildAppIfChanged } from './build-app.mjs';
import { buildEngine } from './build-engine.mjs';
import { buildWidgetIfChanged } from './build-widget.mjs';

/** What is published: the widget, and the engine that answers beside it. */
export async function buildPublished() {
  await buildEngine();
  await buildWidgetIfChanged();
}

export async function buildPages() {
  await buildAppIfChanged();
  await buildPublished();
}
