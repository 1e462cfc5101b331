export declare const electronFuses: Readonly<Record<string, boolean>>;
export declare function configuration(electronVersion: string, places: { app: string; product: string; node: string; out: string }): {
  asar: boolean; electronFuses: Readonly<Record<string, boolean>>; extraResources: { from: string; to: string }[];
};
