import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey, ApiKeyMade } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Dialog } from '@/ui/dialog'
import { EmptyState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { keysQuery, useCollection } from '../api'
import { useProblems } from '../problems'
import { roomsOf, wayOf } from '../rules/keys'
import { ApiKeyDialog } from './api-key-dialog'
import { CopyField } from './copy-field'
import { Loaded, Screen, useMayChange } from './frame'

const tones = { active: 'ok', expired: 'neutral', revoked: 'neutral', stopped: 'wait' } as const

type Open = { kind: 'new'; offered: string[] } | { kind: 'made'; made: ApiKeyMade } | { kind: 'revoke'; key: ApiKey }

/** The business's API keys: made, shown once, revoked. */
export function ApiKeys() {
  const { t } = useTranslation(['keys', 'settings', 'shell'])
  const { tenant } = useSession()
  const keys = useQuery(keysQuery(tenant.id))
  const { remove } = useCollection('keys')
  const problems = useProblems(null)
  const [open, setOpen] = useState<Open | null>(null)
  const mayChange = useMayChange('keys')
  const offered = mayChange ? keys.data?.offered_scopes : undefined
  const add = offered && (
    <Button variant="primary" onClick={() => setOpen({ kind: 'new', offered })}>
      <Plus aria-hidden />
      {t('keys:add')}
    </Button>
  )
  const revoke = (key: ApiKey) =>
    remove.mutate(key.id, {
      onSuccess: () => toast(t('keys:revoked', { name: key.name })),
      onError: (error) => toast(problems.say(error), { tone: 'danger' }),
      onSettled: () => setOpen(null),
    })
  return (
    <Screen section="keys" title={t('settings:nav.keys')} lead={t('keys:lead')} action={keys.data?.items.length ? add : undefined}>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={KeyRound} title={t('keys:empty')} action={add}>
              {t('keys:emptyText')}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
              {items.map((key) => (
                <Row key={key.id} apiKey={key} mayRevoke={mayChange} onRevoke={() => setOpen({ kind: 'revoke', key })} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {open?.kind === 'new' && <ApiKeyDialog offered={open.offered} onClose={() => setOpen(null)} onMade={(made) => setOpen({ kind: 'made', made })} />}
      {open?.kind === 'made' && (
        <Dialog
          open
          isSticky // the key is gone afterwards
          onOpenChange={() => setOpen(null)}
          title={t('keys:madeTitle', { name: open.made.name })}
          description={t('keys:madeText')}
          closeLabel={t('shell:close')}
          footer={
            <Button variant="primary" onClick={() => setOpen(null)}>
              {t('keys:done')}
            </Button>
          }
        >
          <div className="flex flex-col gap-4">
            <CopyField label={t('keys:key')} value={open.made.key} />
            <CopyField label={t('keys:howto')} hint={t('keys:howtoText')} value={`curl -H "Authorization: Bearer ${open.made.key}" ${location.origin}/api/t/${tenant.id}/stores`} />
          </div>
        </Dialog>
      )}
      {open?.kind === 'revoke' && (
        <Confirm
          open
          onOpenChange={() => setOpen(null)}
          title={t('keys:revokeNamed', { name: open.key.name })}
          text={t('keys:revokeText')}
          confirmLabel={t('keys:revoke')}
          cancelLabel={t('shell:cancel')}
          isBusy={remove.isPending}
          onConfirm={() => revoke(open.key)}
        />
      )}
    </Screen>
  )
}

function Row({ apiKey, mayRevoke, onRevoke }: { apiKey: ApiKey; mayRevoke: boolean; onRevoke: () => void }) {
  const { t } = useTranslation('keys')
  const zone = useZone()
  const { name, state } = apiKey
  const may = roomsOf(apiKey.scopes).map((room) => `${t(`rooms.${room}` as 'rooms.inbox')}: ${t(`ways.${wayOf(apiKey.scopes, room)}`).toLowerCase()}`)
  const isLiving = state === 'active' || state === 'stopped'
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-1.5 font-medium">
          <span className="min-w-0 truncate">{name}</span>
          <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
        </p>
        <p className="font-mono text-xs text-ink-2">{apiKey.hint}…</p>
        <p className="mt-0.5 text-xs text-ink-2">{may.join(' · ')}</p>
        <p className="mt-0.5 text-xs text-ink-2">
          {t('createdBy', { name: apiKey.created_by.name, at: fullMoment(apiKey.created_at, zone) })}
          {' · '}
          {apiKey.last_used_at ? t('usedAt', { at: fullMoment(apiKey.last_used_at, zone) }) : t('neverUsed')}
          {' · '}
          {apiKey.expires_at ? t('expiresAt', { at: fullMoment(apiKey.expires_at, zone) }) : t('expiresNever')}
        </p>
        {state === 'stopped' && <p className="mt-0.5 text-xs text-wait">{t('stoppedText')}</p>}
      </div>
      {isLiving && mayRevoke && (
        <Button variant="ghost" className="text-danger max-sm:ml-auto" aria-label={t('revokeNamed', { name })} onClick={onRevoke}>
          {t('revoke')}
        </Button>
      )}
    </li>
  )
}
