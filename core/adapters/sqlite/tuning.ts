import { SproutError, type Dataset, type Example, type TrainingRun } from '../../contract/index.ts';
import type { TuningStore } from '../../ports/tuning-store.ts';
import * as sql from './sql/tuning.ts';
import type { Row, Statements } from './statements.ts';

export function createTuningStore(statements: Statements, transaction: <Result>(work: () => Result) => Result): TuningStore {
  return {
    datasets: () => statements.all(sql.listDatasets).map(toDataset),
    dataset(id) {
      const row = statements.get(sql.getDataset, id);
      return row === undefined ? undefined : toDataset(row);
    },
    saveDataset(dataset) {
      statements.run(sql.saveDataset, dataset.id, dataset.createdAt, JSON.stringify(dataset));
    },
    deleteDataset(id) { statements.run(sql.deleteDataset, id); },
    examples: (dataset) => statements.all(sql.listExamples, dataset).map((row) => JSON.parse(String(row['record'])) as Example),
    saveExamples(dataset, examples) {
      transaction(() => {
        if (statements.get(sql.getDataset, dataset) === undefined) throw new SproutError('dataset-not-found', { id: dataset });
        let ordinal = Number(statements.get(sql.lastOrdinal, dataset)?.['ordinal'] ?? 0);
        for (const example of examples) {
          ordinal += 1;
          statements.run(sql.saveExample, dataset, example.id, ordinal, example.state, example.hidden ? 1 : 0, JSON.stringify(example));
        }
      });
    },
    runs: () => statements.all(sql.listRuns).map(toRun),
    run(id) {
      const row = statements.get(sql.getRun, id);
      return row === undefined ? undefined : toRun(row);
    },
    saveRun(run) { statements.run(sql.saveRun, run.id, run.createdAt, JSON.stringify(run)); },
    deleteRun(id) { statements.run(sql.deleteRun, id); },
  };
}

function toDataset(row: Row): Dataset {
  const counts = { examples: Number(row['examples']), kept: Number(row['kept']), waiting: Number(row['waiting']), dropped: Number(row['dropped']), hidden: Number(row['hidden']) };
  return { ...JSON.parse(String(row['record'])) as Omit<Dataset, keyof typeof counts>, ...counts };
}

function toRun(row: Row): TrainingRun {
  return JSON.parse(String(row['record'])) as TrainingRun;
}
