/**
 * Settings: a YAML file, the environment over it, defaults under it, one JSON Schema for all three.
 * Reading order: {@link io.tillgate.gateway.config.Configuration}, {@link
 * io.tillgate.gateway.config.SettingSchema}, {@link io.tillgate.gateway.config.YamlFile}, {@link
 * io.tillgate.gateway.config.Environment}.
 *
 * <p>A setting's path is its names joined by dots, an item of a list by its number: {@code
 * pos.limits.maxBodyBytes}, {@code uplink.centrals.0}.
 */
package io.tillgate.gateway.config;
