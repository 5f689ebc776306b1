/** The pages. Behind the hash, so that the server needs to know one address only; `/wall` is short for a wall screen. */

import { createRouter, createWebHashHistory } from 'vue-router'

import DeskPage from './desk/DeskPage.vue'
import LoginPage from './login/LoginPage.vue'
import AppShell from './shell/AppShell.vue'
import { useSession } from './store/useSession'

if (location.pathname === '/wall') history.replaceState(null, '', '/#/wall')

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/login', component: LoginPage, meta: { open: true } },
    { path: '/wall', component: () => import('./wall/WallPage.vue') },
    {
      path: '/portal',
      component: () => import('./portal/PortalShell.vue'),
      meta: { portal: true },
      children: [{ path: ':number?', component: () => import('./portal/PortalPage.vue') }],
    },
    {
      path: '/',
      component: AppShell,
      children: [
        { path: '', component: DeskPage },
        { path: 'tickets/:number?', component: () => import('./tickets/TicketsPage.vue') },
        { path: 'callbacks', component: () => import('./callbacks/CallBacksPage.vue') },
        { path: 'live/:case?', component: () => import('./live/LivePage.vue'), meta: { oversees: true } },
        { path: 'knowledge/:article?', component: () => import('./knowledge/KnowledgePage.vue') },
        { path: 'insights', component: () => import('./insights/InsightsPage.vue'), meta: { oversees: true } },
        { path: 'evaluation', component: () => import('./evaluation/EvaluationPage.vue'), meta: { oversees: true } },
        { path: 'follow-ups', component: () => import('./followups/FollowUpsPage.vue'), meta: { oversees: true } },
        {
          path: 'settings',
          component: () => import('./settings/SettingsPage.vue'),
          meta: { oversees: true },
          redirect: '/settings/agents',
          children: [
            { path: 'agents', component: () => import('./people/AgentsPage.vue') },
            { path: 'queues', component: () => import('./settings/QueuesPage.vue') },
            { path: 'departments', component: () => import('./settings/DepartmentsPage.vue') },
            { path: 'rules', component: () => import('./rules/RulesPage.vue') },
            { path: 'calendar', component: () => import('./settings/CalendarPage.vue') },
            { path: 'flows', component: () => import('./flows/FlowsPage.vue') },
            { path: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { administers: true } },
          ],
        },
      ],
    },
    { path: '/:else(.*)', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const session = useSession()
  await session.load().catch(() => undefined)
  if (!session.me) return { path: '/login', query: to.path === '/' ? {} : { to: to.fullPath } }
  if (session.outside !== (to.meta.portal === true)) return session.outside ? '/portal' : '/'
  if (to.meta.administers && !session.administers) return '/'
  return to.meta.oversees && !session.oversees ? '/' : true
})
