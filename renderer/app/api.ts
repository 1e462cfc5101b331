import { createApiClient } from '../shared/api-client.ts';
import { i18n } from './i18n/index.ts';

export const api = createApiClient({ locale: () => (i18n.global.locale.value === 'zh' ? 'zh' : 'en'), unreachable: () => i18n.global.t('app.unreachable') });
