import type { Fault } from '../wire'

/** The switches of the panel, in groups; `kind` and `params` are the sandbox's, the words are in the catalogue under `faults.<name>`. */
export const faultGroups = [
  {
    group: 'incoming',
    faults: [
      { name: 'repeat', kind: 'repeat', params: { times: 2 } },
      { name: 'reorder', kind: 'reorder', params: { window: 5, hold_ms: 1500 } },
      { name: 'delay', kind: 'delay', params: { ms: 5000 } },
      { name: 'dropWebhook', kind: 'drop_webhook', params: {} },
      { name: 'mediaDownload', kind: 'media_download_fail', params: {} },
    ],
  },
  {
    group: 'outgoing',
    faults: [
      { name: 'dropAnswer', kind: 'drop_answer', params: {} },
      { name: 'dropRequest', kind: 'drop_request', params: {} },
      { name: 'slowAnswer', kind: 'slow_answer', params: { ms: 5000 } },
      { name: 'rateLimit', kind: 'rate_limit', params: {} },
      { name: 'serverError', kind: 'server_error', params: {} },
      { name: 'failStatus', kind: 'fail_status', params: {} },
    ],
  },
  {
    group: 'account',
    faults: [
      { name: 'tokenExpired', kind: 'token_expired', params: {} },
      { name: 'templatePaused', kind: 'template_paused', params: {} },
    ],
  },
] as const

export type FaultName = (typeof faultGroups)[number]['faults'][number]['name']
export type FaultSwitch = { name: FaultName; kind: string; params: Record<string, unknown> }

const all: FaultSwitch[] = faultGroups.flatMap((group) => group.faults.map((one) => ({ ...one })))

/** The switches that are on, in the panel's order. A fault of no switch (made through the API) is not named here. */
export const switchesOn = (active: readonly Fault[]): FaultSwitch[] => all.filter((one) => active.some((fault) => fault.kind === one.kind))
