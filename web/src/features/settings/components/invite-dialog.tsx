import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { invitationsQuery, useInvitations } from '../api'
import { useProblems } from '../problems'
import { firstPermissions, rolesToGive } from '../rules/team'
import { AccessFields } from './access-fields'
import { FormDialog } from './form-dialog'

/** Somebody is asked to join: by mail, or by a link to hand over where no mail can be sent (`onLink`). */
export function InviteDialog({ offered, onClose, onLink }: { offered: Permission[]; onClose: () => void; onLink: (email: string, link: string) => void }) {
  const { t } = useTranslation(['account', 'settings'])
  const { tenant } = useSession()
  const { send } = useInvitations()
  const isByHand = useQuery(invitationsQuery(tenant.id)).data?.are_mailed === false
  const problems = useProblems(send.error)
  const [hasTried, setTried] = useState(false)
  const [email, setEmail] = useState('')
  const [chosen, setChosen] = useState<{ role: Role; permissions: Permission[] }>({ role: 'staff', permissions: firstPermissions(tenant, offered) })
  const isSound = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  const submit = () => {
    setTried(true)
    if (!isSound) return
    send.mutate(
      { email: email.trim(), role: chosen.role === 'owner' ? 'owner' : 'staff', permissions: chosen.role === 'owner' ? null : chosen.permissions },
      {
        onSuccess: (made) => {
          if (made.link) return onLink(made.email, made.link)
          toast(t('account:team.invited', { email: email.trim() }))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={t('account:team.invite')}
      lead={t(isByHand ? 'account:team.byHandLead' : 'account:team.inviteLead')}
      submit={t(isByHand ? 'account:team.byHandSubmit' : 'account:team.inviteSubmit')}
      isBusy={send.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={submit}
    >
      <Field label={t('settings:team.email')} error={hasTried && !isSound ? t('settings:team.emailInvalid') : problems.at('email')}>
        <Input type="email" autoFocus maxLength={254} autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <AccessFields chosen={chosen} offered={offered} roles={rolesToGive(tenant)} problemAt={problems.at} onChange={setChosen} />
    </FormDialog>
  )
}
