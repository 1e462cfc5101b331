/** Lets others of this process work in between: answers are not kept waiting by what takes seconds. */
export const breath = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });
