export declare function buildElectron(): Promise<void>;
