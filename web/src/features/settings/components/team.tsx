import { useQuery } from '@tanstack/react-query'
import { KeyRound, Mail, Pencil, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canSee, useSession } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Dialog } from '@/ui/dialog'
import { toast } from '@/ui/toast'
import { teamQuery, useCollection } from '../api'
import { useProblems } from '../problems'
import { mayChange, mayGiveAll, newPassword } from '../rules/team'
import type { Member } from '../wire'
import { AccessSummary } from './access-summary'
import { ByHand } from './by-hand'
import { CopyField } from './copy-field'
import { Loaded, Screen, useMayChange } from './frame'
import { InvitationLink } from './invitation-link'
import { Invitations } from './invitations'
import { InviteDialog } from './invite-dialog'
import { MemberDialog, type MemberValues } from './member-dialog'
import { RemovedMembers } from './removed-members'
import { SecondFactorPolicy } from './second-factor-policy'

type Open = { kind: 'invite' } | { kind: 'edit'; member: Member } | { kind: 'link'; email: string; link: string } | { kind: 'reset' | 'end'; member: Member } | { kind: 'password'; name: string; email: string; password: string }

/** Who works here, as what, and what each may do. */
export function Team() {
  const { t } = useTranslation(['settings', 'shell', 'account'])
  const { me, tenant } = useSession()
  const team = useQuery(teamQuery(tenant.id))
  const { change } = useCollection<Member, MemberValues & { is_active: boolean }>('team')
  const problems = useProblems(null)
  const [open, setOpen] = useState<Open | null>(null)
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const offered = team.data?.offered_permissions ?? []
  const mayAdd = useMayChange('team')
  const setActive = (member: Member, is_active: boolean) =>
    change.mutate(
      { id: member.user_id, is_active },
      {
        onSuccess: () => {
          setOpen(null)
          if (is_active) toast(t('team.renewed', { name: member.name }))
          else toast(t('team.ended', { name: member.name }), mayGiveAll(tenant, member) ? { action: { label: t('form.undo'), run: () => setActive(member, true) } } : {})
        },
        onError: fail,
      },
    )
  const reset = (member: Member) => {
    const password = newPassword()
    change.mutate({ id: member.user_id, password }, { onSuccess: () => setOpen({ kind: 'password', name: member.name, email: member.email, password }), onError: (error) => (setOpen(null), fail(error)) })
  }
  return (
    <Screen
      section="team"
      title={t('nav.team')}
      lead={t('team.lead')}
      action={
        mayAdd && (
          <Button variant="primary" disabled={!team.data} onClick={() => setOpen({ kind: 'invite' })}>
            <Mail aria-hidden />
            {t('account:team.invite')}
          </Button>
        )
      }
    >
      {mayAdd && <ByHand />}
      <Loaded query={team}>
        {({ items }) => (
          <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
            {items.map((member) => {
              const { user_id, name } = member
              const canChange = mayChange(me, tenant, member)
              const canGive = mayGiveAll(tenant, member)
              return (
                <li key={user_id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:flex-nowrap">
                  <Avatar name={name} />
                  <div className="min-w-0 flex-1">
                    <p className="flex flex-wrap items-center gap-1.5 font-medium">
                      <span className="truncate">{name}</span>
                      {user_id === me.user.id && <Badge>{t('team.you')}</Badge>}
                    </p>
                    <p className="truncate text-xs text-ink-2">{member.email}</p>
                    <p className="mt-0.5 text-xs text-ink-2">
                      <AccessSummary role={member.role} permissions={member.permissions} offered={offered} />
                    </p>
                  </div>
                  {canChange && (
                    <div className="flex shrink-0 max-sm:ml-auto">
                      <Button variant="ghost" size="icon" aria-label={t('form.editNamed', { name })} onClick={() => setOpen({ kind: 'edit', member })}>
                        <Pencil aria-hidden />
                      </Button>
                      {canGive && (
                        <Button variant="ghost" size="icon" aria-label={t('team.resetOf', { name })} title={t('team.reset')} onClick={() => setOpen({ kind: 'reset', member })}>
                          <KeyRound aria-hidden />
                        </Button>
                      )}
                      <Button variant="ghost" size="icon" aria-label={t('team.endOf', { name })} title={t('team.end')} onClick={() => setOpen({ kind: 'end', member })}>
                        <UserRoundX aria-hidden />
                      </Button>
                    </div>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </Loaded>
      <Invitations offered={offered} mayChange={mayAdd} />
      {canSee(tenant, 'staff') && <RemovedMembers offered={offered} isBusy={change.isPending} onRenew={(member) => setActive(member, true)} />}
      {team.data && (tenant.role === 'owner' || tenant.role === 'superuser') && <SecondFactorPolicy isOn={team.data.requires_second_factor ?? false} />}
      {open?.kind === 'invite' && <InviteDialog offered={offered} onClose={() => setOpen(null)} onLink={(email, link) => setOpen({ kind: 'link', email, link })} />}
      {open?.kind === 'link' && <InvitationLink email={open.email} link={open.link} onClose={() => setOpen(null)} />}
      {open?.kind === 'edit' && <MemberDialog member={open.member} offered={offered} onClose={() => setOpen(null)} />}
      {open?.kind === 'reset' && (
        <Confirm
          open
          onOpenChange={() => setOpen(null)}
          title={t('team.resetOf', { name: open.member.name })}
          text={t('team.resetText')}
          confirmLabel={t('team.reset')}
          cancelLabel={t('shell:cancel')}
          isBusy={change.isPending}
          onConfirm={() => reset(open.member)}
        />
      )}
      {open?.kind === 'end' && (
        <Confirm
          open
          onOpenChange={() => setOpen(null)}
          title={t('team.endOf', { name: open.member.name })}
          text={mayGiveAll(tenant, open.member) ? t('team.endText') : `${t('team.endText')} ${t('team.endForGood')}`}
          confirmLabel={t('team.end')}
          cancelLabel={t('shell:cancel')}
          isBusy={change.isPending}
          onConfirm={() => setActive(open.member, false)}
        />
      )}
      {open?.kind === 'password' && (
        <Dialog
          open
          isSticky // the password is shown this once
          onOpenChange={() => setOpen(null)}
          title={t('team.passwordOf', { name: open.name })}
          description={t('team.passwordText')}
          closeLabel={t('shell:close')}
          footer={
            <Button variant="primary" onClick={() => setOpen(null)}>
              {t('team.passwordDone')}
            </Button>
          }
        >
          <div className="flex flex-col gap-4">
            <CopyField label={t('team.email')} value={open.email} />
            <CopyField label={t('team.password')} value={open.password} />
          </div>
        </Dialog>
      )}
    </Screen>
  )
}
