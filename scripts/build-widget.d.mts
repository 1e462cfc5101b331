export declare const widgetBudget: number;
export declare function buildWidgetIfChanged(): Promise<void>;
export declare function widgetSize(): number;
