import { createRouter, createWebHashHistory } from 'vue-router';

/** Hash addresses, because app:// and a file server without rewrites must both work. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/ask' },
    { path: '/welcome', component: () => import('./pages/welcome-page.vue') },
    { path: '/ask/:conversation?', component: () => import('./pages/ask-page.vue') },
    { path: '/documents', component: () => import('./pages/documents-page.vue') },
    { path: '/models', component: () => import('./pages/models-page.vue') },
    { path: '/teach', component: () => import('./pages/teach-page.vue') },
    { path: '/teach/runs/:id', component: () => import('./pages/teach-run-page.vue') },
    { path: '/teach/:id', component: () => import('./pages/teach-set-page.vue') },
    { path: '/website', component: () => import('./pages/website-page.vue') },
    { path: '/website/:id', component: () => import('./pages/site-page.vue') },
    { path: '/website/:id/inbox', component: () => import('./pages/inbox-page.vue') },
    { path: '/compute', component: () => import('./pages/compute-page.vue') },
    { path: '/move', component: () => import('./pages/move-page.vue') },
    { path: '/health', component: () => import('./pages/health-page.vue') },
    { path: '/settings', component: () => import('./pages/settings-page.vue') },
    { path: '/receipt/:id', component: () => import('./pages/receipt-page.vue') },
    { path: '/:rest(.*)*', redirect: '/ask' },
  ],
});
