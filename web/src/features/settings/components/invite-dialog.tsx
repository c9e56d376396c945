import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useInvitations } from '../api'
import { useProblems } from '../problems'
import { firstPermissions, permissionsToGive, rolesToGive } from '../rules/team'
import { FormDialog } from './form-dialog'
import { PermissionBoxes } from './permission-boxes'

/** Somebody is asked by mail to join. */
export function InviteDialog({ offered, onClose }: { offered: Permission[]; onClose: () => void }) {
  const { t } = useTranslation(['account', 'settings'])
  const { tenant } = useSession()
  const { send } = useInvitations()
  const problems = useProblems(send.error)
  const roles = rolesToGive(tenant)
  const grantable = permissionsToGive(tenant, offered)
  const [hasTried, setTried] = useState(false)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<'owner' | 'staff'>('staff')
  const [permissions, setPermissions] = useState<Permission[]>(firstPermissions(tenant, offered))
  const isSound = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  const submit = () => {
    setTried(true)
    if (!isSound) return
    send.mutate(
      { email: email.trim(), role, permissions: role === 'owner' ? null : permissions },
      {
        onSuccess: () => {
          toast(t('account:team.invited', { email: email.trim() }))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={t('account:team.invite')}
      lead={t('account:team.inviteLead')}
      submit={t('account:team.inviteSubmit')}
      isBusy={send.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={submit}
    >
      <Field label={t('settings:team.email')} error={hasTried && !isSound ? t('settings:team.emailInvalid') : problems.at('email')}>
        <Input type="email" autoFocus maxLength={254} autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      {roles.length > 1 && (
        <Field label={t('settings:team.role')} hint={t(`settings:team.roles.${role}.text`)} error={problems.at('role')}>
          <Select value={role} onChange={(event) => setRole(event.target.value as 'owner' | 'staff')}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`settings:team.roles.${one}.title`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {role !== 'owner' && <PermissionBoxes chosen={permissions} offered={grantable} problem={problems.at('permissions')} onChange={setPermissions} />}
    </FormDialog>
  )
}
