package dev.slipway.builder.worker;

import dev.slipway.builder.sandbox.Command;
import dev.slipway.builder.sandbox.Isolation;
import dev.slipway.builder.sandbox.Mount;
import dev.slipway.builder.store.Layers;
import dev.slipway.builder.tree.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/// The bytes of a request to run a command, and of what is to be around it.
final class RunWire {
  private RunWire() {}

  static void write(DataOutputStream data, RunRequest run) throws IOException {
    Wire.layers(data, run.layers());
    command(data, run.command());
    isolation(data, run.isolation());
    AttachmentWire.write(data, run.attachments());
    Wire.text(data, run.result().tar().toString());
    Wire.text(data, run.result().index().toString());
  }

  static RunRequest read(DataInputStream data) throws IOException {
    return new RunRequest(
        Wire.layers(data),
        command(data),
        isolation(data),
        AttachmentWire.read(data),
        new Layers.Draft(Path.of(Wire.text(data)), Path.of(Wire.text(data))));
  }

  private static void command(DataOutputStream data, Command command) throws IOException {
    Wire.texts(data, command.arguments());
    Wire.texts(data, command.environment());
    Wire.text(data, command.directory());
    data.writeLong(command.user().uid());
    data.writeLong(command.user().gid());
    data.writeInt(command.user().groups().size());
    for (long group : command.user().groups()) {
      data.writeLong(group);
    }
  }

  private static Command command(DataInputStream data) throws IOException {
    var arguments = Wire.texts(data);
    var environment = Wire.texts(data);
    var directory = Wire.text(data);
    long uid = data.readLong();
    long gid = data.readLong();
    int count = data.readInt();
    var groups = new ArrayList<Long>();
    for (int i = 0; i < count; i++) {
      groups.add(data.readLong());
    }
    return new Command(arguments, environment, directory, new Command.User(uid, gid, groups));
  }

  private static void isolation(DataOutputStream data, Isolation isolation) throws IOException {
    Wire.text(data, isolation.hostname());
    Wire.text(data, isolation.network().name());
    data.writeInt(isolation.hosts().size());
    for (var host : isolation.hosts()) {
      Wire.text(data, host.name());
      Wire.text(data, host.address());
    }
    Wire.text(data, isolation.resolver());
    data.writeInt(isolation.mounts().size());
    for (var mount : isolation.mounts()) {
      mount(data, mount);
    }
    Wire.text(data, isolation.rights().name());
    data.writeInt(isolation.limits().size());
    for (var limit : isolation.limits()) {
      Wire.text(data, limit.text());
      data.writeInt(limit.resource());
      data.writeLong(limit.soft());
      data.writeLong(limit.hard());
    }
  }

  private static Isolation isolation(DataInputStream data) throws IOException {
    var hostname = Wire.text(data);
    var network = Isolation.Network.valueOf(Wire.text(data));
    int count = data.readInt();
    var hosts = new ArrayList<Isolation.Host>();
    for (int i = 0; i < count; i++) {
      hosts.add(new Isolation.Host(Wire.text(data), Wire.text(data)));
    }
    var resolver = Wire.text(data);
    int mountCount = data.readInt();
    var mounts = new ArrayList<Mount>();
    for (int i = 0; i < mountCount; i++) {
      mounts.add(mount(data));
    }
    var rights = Isolation.Rights.valueOf(Wire.text(data));
    int limitCount = data.readInt();
    var limits = new ArrayList<Isolation.Limit>();
    for (int i = 0; i < limitCount; i++) {
      limits.add(
          new Isolation.Limit(Wire.text(data), data.readInt(), data.readLong(), data.readLong()));
    }
    return new Isolation(hostname, network, hosts, resolver, mounts, rights, limits);
  }

  private static void mount(DataOutputStream data, Mount mount) throws IOException {
    switch (mount) {
      case Mount.Bind(var source, var target, var access) -> {
        data.writeByte(1);
        Wire.text(data, source.toString());
        Wire.text(data, target);
        Wire.text(data, access.name());
      }
      case Mount.Memory(var target, var size, var access) -> {
        data.writeByte(2);
        Wire.text(data, target);
        data.writeLong(size);
        Wire.text(data, access.name());
      }
      case Mount.Secret(var content, var target, var mode, var uid, var gid) -> {
        data.writeByte(3);
        Wire.bytes(data, content.toArray());
        Wire.text(data, target);
        data.writeInt(mode);
        data.writeLong(uid);
        data.writeLong(gid);
      }
    }
  }

  private static Mount mount(DataInputStream data) throws IOException {
    int kind = data.readUnsignedByte();
    return switch (kind) {
      case 1 ->
          new Mount.Bind(
              Path.of(Wire.text(data)), Wire.text(data), Mount.Access.valueOf(Wire.text(data)));
      case 2 ->
          new Mount.Memory(Wire.text(data), data.readLong(), Mount.Access.valueOf(Wire.text(data)));
      case 3 ->
          new Mount.Secret(
              Bytes.of(Wire.bytes(data)),
              Wire.text(data),
              data.readInt(),
              data.readLong(),
              data.readLong());
      default -> throw new IOException("a mount of the unknown kind " + kind);
    };
  }
}
