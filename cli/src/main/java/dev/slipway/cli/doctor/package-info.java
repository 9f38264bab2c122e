/// What works on this machine, and how to mend what does not.
///
/// Three words: the [dev.slipway.cli.doctor.Host] is the machine as far as it is looked at, a
/// [dev.slipway.cli.doctor.Finding] is one thing that was looked at, and its remedy is the one
/// command that mends it. [dev.slipway.cli.doctor.Doctor] makes the findings. Nothing is changed,
/// and nothing leaves the machine.
@NullMarked
package dev.slipway.cli.doctor;

import org.jspecify.annotations.NullMarked;
