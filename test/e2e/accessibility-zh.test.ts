import { testEveryPage } from './support/test-every-page.ts';

testEveryPage('zh');
